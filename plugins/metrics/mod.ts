import {
  type Context,
  definePlugin,
  type HttpRequest,
  type Metric,
  notFoundAnswer,
} from "core/mod.ts";
import { textAnswer } from "./answer.ts";
import * as config from "./config.ts";
import { type Filters, parseFilters } from "./filters.ts";
import { groupText } from "./group.ts";
import { EventLoopLag } from "./lag.ts";
import { forwardGroup, pathGroup } from "./paths.ts";
import { processMetrics } from "./process.ts";
import { sessionGroups } from "./sessions.ts";
import { formatMetric } from "./text.ts";

type Surroundings = Pick<Context, "paths" | "sessions" | "hooks">;

/** Metrics for Prometheus: of the paths, of every kind of session, of the process, and what plugins give. */
export const metrics = definePlugin({
  ...config,
  name: "metrics",
  enabled: ({ global }) => global.metrics,
  async setup(context) {
    const lag = new EventLoopLag(context.clock);
    context.defer(() => lag.close());
    await context.http.listen("metrics", {
      preflight: { methods: "OPTIONS, GET", headers: "Authorization" },
      async handle(request: HttpRequest) {
        const refused = await request.authorize("metrics");
        if (refused) return refused;
        if (request.method !== "GET" || request.path !== "/metrics") return notFoundAnswer();
        const filters = parseFilters(request.query);
        return textAnswer(exposition(context, lag, filters), request, context.clock);
      },
    });
  },
});

/** The text in pieces. What has no filters of its own is there only where none is given. */
async function* exposition(
  { paths, sessions, hooks }: Surroundings,
  lag: EventLoopLag,
  filters: Filters,
): AsyncGenerator<string> {
  yield* groupText(pathGroup(paths), filters);
  yield* groupText(forwardGroup(paths), filters);
  for (const group of sessionGroups(sessions.kinds())) yield* groupText(group, filters);
  if (filters.type !== "" || filters.byItem) return;
  yield* listText("Process", await processMetrics(lag));
  yield* listText("Plugins", (await hooks.collect("metrics", undefined)).flat());
}

function* listText(title: string, metrics: readonly Metric[]): Generator<string> {
  if (metrics.length === 0) return;
  yield `# ${title}\n`;
  for (const metric of metrics) yield formatMetric(metric);
  yield "\n";
}
