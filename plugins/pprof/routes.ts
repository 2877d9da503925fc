import { errorAnswer, type HttpRequest, notFoundAnswer } from "core/mod.ts";
import { encodeProfile } from "./encode.ts";
import { indexPage } from "./page.ts";
import type { Profiler } from "./profiler.ts";
import type { Samples } from "./samples.ts";
import { tableOf } from "./table.ts";

const ROOT = "/debug/pprof";
/** Seconds of a CPU profile: where the request names none, and at most. */
const SECONDS = 30, MOST_SECONDS = 300;

/** Answers a request that is allowed; `signal` is aborted when the server ends. */
export async function answer(
  request: HttpRequest,
  profiler: Profiler,
  signal: AbortSignal,
): Promise<Response> {
  const { method, path } = request, query = new URLSearchParams(request.query);
  const what = path.startsWith(`${ROOT}/`) ? path.slice(ROOT.length + 1) : undefined;
  if (what === "symbol" && method === "POST") return textAnswer("num_symbols: 0\n");
  if (method !== "GET") return notFoundAnswer();
  if (path === ROOT) {
    return new Response(null, { status: 301, headers: { Location: `${ROOT}/` } });
  }
  switch (what) {
    case "":
      return indexPage();
    case "cmdline":
      return textAnswer([Deno.execPath(), ...Deno.args].join("\0"));
    case "symbol":
      return textAnswer("num_symbols: 0\n");
    case "profile":
      return await cpu(query, profiler, signal);
    case "heap":
      return await heap(query, profiler);
    default:
      return notFoundAnswer();
  }
}

async function cpu(
  query: URLSearchParams,
  profiler: Profiler,
  signal: AbortSignal,
): Promise<Response> {
  const asked = Number(query.get("seconds")), seconds = asked > 0 ? asked : SECONDS;
  if (seconds > MOST_SECONDS) return errorAnswer(400, `seconds is at most ${MOST_SECONDS}`);
  const samples = await profiler.cpu(1000 * seconds, signal);
  if (!samples) return errorAnswer(500, "another CPU profile is being taken");
  return await profileAnswer("profile", samples);
}

async function heap(query: URLSearchParams, profiler: Profiler): Promise<Response> {
  const samples = await profiler.heap();
  if (Number(query.get("debug")) > 0) return textAnswer(tableOf(samples));
  return await profileAnswer("heap", samples);
}

async function profileAnswer(name: string, samples: Samples): Promise<Response> {
  const headers = {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": `attachment; filename="${name}"`,
  };
  return new Response(await encodeProfile(samples), { headers });
}

function textAnswer(text: string): Response {
  return new Response(text, { headers: { "Content-Type": "text/plain; charset=utf-8" } });
}
