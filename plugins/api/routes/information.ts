import { formatTime, VERSION } from "core/mod.ts";
import { z } from "zod";
import { OK, type Route } from "../route.ts";
import { okSchema, time } from "../schemas/answers.ts";

const infoSchema = z.strictObject({ version: z.string(), started: time }).meta({ id: "Info" });

/** What is asked of the program itself. */
export function informationRoutes(refreshKeys: () => void): Route[] {
  const started = formatTime(new Date(performance.timeOrigin));
  return [
    {
      method: "get",
      path: "/v3/info",
      summary: "Gives the version and when the server was started.",
      answer: infoSchema,
      handle: () => ({ version: VERSION, started }),
    },
    {
      method: "post",
      path: "/v3/auth/jwks/refresh",
      summary: "Has the keys of signed tokens fetched anew at their next use.",
      answer: okSchema,
      handle: () => {
        refreshKeys();
        return OK;
      },
    },
  ];
}
