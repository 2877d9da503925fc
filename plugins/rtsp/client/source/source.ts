import type { Publication, PullRequest, Source } from "core/mod.ts";
import type { Track } from "media/track.ts";
import { attempt } from "../attempts.ts";
import type { Settings } from "../settings.ts";
import type { Offer } from "./offer.ts";
import { SourceSession } from "./session.ts";

/** Pulls streams of cameras and other servers. */
export function rtspSource(settings: Settings): Source {
  return {
    type: "rtspSource",
    title: "RTSP source",
    pull: (request) => pull(request, settings),
  };
}

/** One attempt, with as many sessions as it takes. */
async function pull(request: PullRequest, settings: Settings): Promise<void> {
  const { rtspTransport, sourceFingerprint } = request.path.entry.values;
  const published = new Published(request), close = () => published.close();
  request.signal.addEventListener("abort", close);
  try {
    await attempt({
      url: request.url,
      signal: request.signal,
      settings,
      trust: { fingerprint: sourceFingerprint, parameter: "sourceFingerprint" },
      transport: rtspTransport,
      session: (client, wish) =>
        new SourceSession(client, wish, request, settings, (offer) => published.stream(offer))
          .run(),
    });
  } finally {
    request.signal.removeEventListener("abort", close);
    close();
  }
}

/** What an attempt has published. Readers stay while a session is followed by one with the same tracks. */
class Published {
  #publication: Publication | undefined;

  constructor(private readonly request: PullRequest) {}

  stream({ tracks, title }: Offer) {
    if (this.request.signal.aborted) throw new Error("terminated");
    if (!this.#publication || !same(this.#publication.stream.tracks, tracks)) {
      this.close();
      this.#publication = this.request.publish(tracks, title);
    }
    return this.#publication.stream;
  }

  close(): void {
    this.#publication?.close();
    this.#publication = undefined;
  }
}

function same(a: readonly Track[], b: readonly Track[]): boolean {
  const facts = (tracks: readonly Track[]) =>
    tracks.map(({ media, kind, clockRate, config, rtp }) =>
      [media, kind, clockRate, config.codec, rtp?.payloadType].join(" ")
    ).join();
  return facts(a) === facts(b);
}
