import type { Server } from "../../test/server.ts";

/** Ports of what test/server.ts does not give ports to. */
export interface MorePorts {
  readonly api: number;
  readonly metrics: number;
  readonly playback: number;
  readonly inspector: number;
  /** MPEG-TS by UDP. */
  readonly datagrams: number;
  readonly multicast: number;
  readonly nobody: number;
}

/** What a reload may change. */
export interface Settings {
  readonly hlsVariant: string;
  /** Counts reloads: a path of that number comes with each. */
  readonly round: number;
}

export const HLS_VARIANTS = ["lowLatency", "fmp4", "mpegts"] as const;

/** Who may do what: `live/…` is everybody's, `private` is for one who knows the password. */
const USERS = `authInternalUsers:
  - user: any
    permissions:
      - {action: publish, path: "~^live/"}
      - {action: read, path: "~^live/"}
      - {action: playback}
      - {action: api}
      - {action: metrics}
  - {user: owner, pass: right, permissions: [{action: publish, path: private}, {action: read}]}
`;

/** A command that ends when it is told to, or soon where nobody tells it. */
const STAYS = "sleep 200";
const TRACKS = [{ codec: "H264" }, { codec: "MPEG4Audio", sampleRate: 48000, channelCount: 2 }];

/** What of the stage the paths speak of: the fingerprint of its certificate, and a clip. */
interface Surroundings {
  readonly server: Server;
  readonly ports: MorePorts;
  readonly print: string;
  readonly film: string;
}

/** Sources that nobody answers: they are tried again and again. */
function absent({ ports, print }: Surroundings): Record<string, unknown> {
  const schemes = ["rtsp", "rtsps", "rtmp", "rtmps", "http", "https", "whep", "wheps", "srt"];
  return Object.fromEntries(schemes.map((scheme) => {
    const path = scheme === "srt" ? "?streamid=read:absent" : "/absent/cam";
    const source = `${scheme}://127.0.0.1:${ports.nobody}${path}`;
    const pinned = ["rtsps", "rtmps", "https", "wheps"].includes(scheme);
    return [`live/absent-${scheme}`, pinned ? { source, sourceFingerprint: print } : { source }];
  }));
}

/** Streams of publishers, and those that the server has from itself or from a command while they are asked for. */
export function paths(surroundings: Surroundings): Record<string, unknown> {
  const { server, ports, print, film } = surroundings;
  const pulled = (source: string) => ({
    source,
    sourceOnDemand: true,
    sourceOnDemandCloseAfter: "3s",
  });
  const whep = server.webrtcUrl("live/whip").replace("http", "whep");
  const publish = `ffmpeg -v quiet -re -stream_loop -1 -i ${film} -map 0 -c copy -f rtsp ` +
    "rtsp://127.0.0.1:$RTSP_PORT/$MTX_PATH";
  return {
    "live/ts": { source: `udp+mpegts://127.0.0.1:${ports.datagrams}` },
    "live/rtmp": { record: true, runOnAvailable: STAYS },
    "live/tcp": { record: true, recordFormat: "mpegts", runOnRead: STAYS },
    "live/demand": { runOnDemand: publish, runOnDemandCloseAfter: "3s" },
    "live/always": { alwaysAvailable: true, alwaysAvailableTracks: TRACKS },
    "live/pulled-rtsp": pulled(server.url("live/rtmp")),
    "live/pulled-rtmp": pulled(server.rtmpUrl("live/tcp")),
    "live/pulled-srt": pulled(server.srtUrl("read:live/ts")),
    "live/pulled-hls": {
      ...pulled(server.hlsUrl("live/tcp", { tls: true })),
      sourceFingerprint: print,
    },
    "live/pulled-whep": pulled(`${whep}whep`),
    "live/pulled-rtsps": {
      ...pulled(server.url("live/srtp", { tls: true })),
      sourceFingerprint: print,
    },
    ...absent(surroundings),
    "live/forwarding": { forward: [{ dest: server.rtmpUrl("live/forwarded") }] },
  };
}

/** What comes before the paths. */
export function globals(
  { api, metrics, playback, multicast }: MorePorts,
  recordings: string,
): string {
  return `api: yes
apiAddress: 127.0.0.1:${api}
metrics: yes
metricsAddress: 127.0.0.1:${metrics}
playback: yes
playbackAddress: 127.0.0.1:${playback}
multicastRTPPort: ${multicast}
multicastRTCPPort: ${multicast + 1}
multicastIPRange: 239.77.68.0/24
hlsMuxerCloseAfter: 10s
runOnConnect: ${STAYS}
${USERS}pathDefaults:
  recordPath: "${recordings}/%path/%Y-%m-%d_%H-%M-%S-%f"
  recordSegmentDuration: 3s
  recordDeleteAfter: 20s
`;
}
