import {
  formatMicroseconds,
  parseMicroseconds,
  type Recording,
  type Recordings,
  Refusal,
  Turns,
} from "core/mod.ts";
import { z } from "zod";
import { pageOf } from "../page.ts";
import { ApiError, OK, type Route } from "../route.ts";
import { listSchema, okSchema, time } from "../schemas/answers.ts";
import { nameParameter, pageQuery } from "../schemas/requests.ts";

const segmentSchema = z.strictObject({ start: time }).meta({ id: "RecordingSegment" });
const recordingSchema = z.strictObject({ name: z.string(), segments: z.array(segmentSchema) })
  .meta({ id: "Recording" });

/** Microseconds since 1970. */
const start = z.string().default("").meta({ format: "date-time" }).transform((text, context) => {
  const at = parseMicroseconds(text);
  if (at !== undefined) return at;
  const message = `invalid 'start' parameter: ${JSON.stringify(text)} is not a time of RFC 3339`;
  context.issues.push({ code: "custom", message, input: text });
  return z.NEVER;
});
const path = z.string().default("");

/** What was recorded. */
export function recordingRoutes(recordings: Recordings): Route[] {
  return [
    {
      method: "get",
      path: "/v3/recordings/list",
      summary: "Gives the recordings of every path, by name.",
      query: pageQuery,
      answer: listSchema(recordingSchema),
      handle: async ({ query }) => pageOf(await recordings.list(), query, viewRecording),
    },
    {
      method: "get",
      path: "/v3/recordings/get/{name}",
      summary: "Gives the recordings of one path.",
      parameter: nameParameter,
      answer: recordingSchema,
      handle: async ({ parameter }) => viewRecording(await asked(recordings.find(parameter))),
    },
    {
      method: "delete",
      path: "/v3/recordings/deletesegment",
      summary: "Deletes one file of a recording.",
      query: { start, path },
      answer: okSchema,
      handle: async ({ query: { path, start } }) => {
        await asked(recordings.delete(String(path), Number(start)));
        return OK;
      },
    },
  ];
}

/** Whatever is refused is a fault of the request. */
async function asked<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof Refusal ? new ApiError(400, error.message) : error;
  }
}

/** There may be many files: in turns. */
async function viewRecording({ name, segments }: Recording) {
  const views: { readonly start: string }[] = [], turns = new Turns();
  for (const { start } of segments) {
    if (turns.over) await turns.next();
    views.push({ start: formatMicroseconds(start) });
  }
  return { name, segments: views };
}
