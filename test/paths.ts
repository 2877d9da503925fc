import { type Authenticator, NO_CREDENTIALS } from "core/auth/request.ts";
import type { ParameterOwner } from "core/config/owner.ts";
import { Hooks } from "core/hooks.ts";
import { type Access, PathManager } from "core/paths/manager.ts";
import type { Party } from "core/paths/party.ts";
import type { Track } from "media/track.ts";
import { ConfigurationFile } from "./configuration.ts";
import { FakeClock } from "./fake_clock.ts";
import { LogLines } from "./log_lines.ts";

/** Tracks of publishers whose media nobody looks at. */
export const TRACKS: readonly Track[] = [
  { id: 0, media: 0, kind: "video", clockRate: 90000, config: { codec: "VP8" } },
];

/** Everybody may do everything. */
const OPEN: Authenticator = { verify: () => Promise.resolve({ ok: true, user: "" }) };

/** The paths of a configuration, not started, with what is around them. */
export async function pathsOf(
  yaml: string,
  owners: readonly ParameterOwner[] = [],
  auth = OPEN,
) {
  const file = new ConfigurationFile(owners), clock = new FakeClock(), log = new LogLines();
  const hooks = new Hooks(log.log), configuration = await file.read(yaml);
  const paths = new PathManager(configuration, {
    auth,
    surroundings: { hooks, log: log.log, clock, random32: () => 7 },
  });
  const access = (action: Access["action"], path: string, query = ""): Promise<Access> =>
    paths.authorize({
      ...{ action, path, query, protocol: "rtsp", id: null, ip: "127.0.0.1", userAgent: "" },
      credentials: NO_CREDENTIALS,
      log: log.log,
    });
  const reload = async (next: string) => paths.configure(await file.read(next));
  return { paths, hooks, clock, log, configuration, access, reload };
}

/** A publisher or reader that tells `told` that it was asked to leave. */
export function party(id: string, told: string[] = [], more: Partial<Party> = {}): Party {
  return {
    type: "testSession",
    id,
    query: "",
    log: new LogLines().log,
    close: (reason) => void told.push(`${id} leaves: ${reason}`),
    ...more,
  };
}
