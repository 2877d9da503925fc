import type { Lane, Rendition, Stream } from "core/mod.ts";
import type { MasterKey } from "media/rtp/srtp/keys.ts";
import type { SrtpSender } from "media/rtp/srtp/sender.ts";
import type { SrtpKeys } from "./keys.ts";
import { SecureRendition } from "./secure_rendition.ts";

/** The streams of a server as readers by SRTP are sent them. */
export class SecureStreams {
  readonly #newest = new WeakMap<Stream, KeyPeriod>();

  constructor(private readonly keys: SrtpKeys) {}

  /**
   * The keys that whoever comes now is told. Sequence numbers have not wrapped under them: GStreamer does not read how
   * often they have, so that it could not join otherwise.
   */
  period(stream: Stream): KeyPeriod {
    const newest = this.#newest.get(stream);
    if (newest && !newest.wrapped) return newest;
    const ended = () => {
      if (this.#newest.get(stream) === period) this.#newest.delete(stream);
    };
    const period = new KeyPeriod(stream, this.keys, ended);
    this.#newest.set(stream, period);
    return period;
  }
}

/** The keys of a stream's media for those who came while they were the newest. Encrypts once for all of them. */
export class KeyPeriod {
  readonly #medias = new Map<number, SecureMedia>();
  #holders = 0;

  /** `ended` is told when the last holder has let go. */
  constructor(
    readonly stream: Stream,
    private readonly keys: SrtpKeys,
    private readonly ended: () => void,
  ) {}

  get wrapped(): boolean {
    return this.#medias.values().some(({ wrapped }) => wrapped);
  }

  /** Keeps it for somebody who was told its keys; returns the undo. */
  hold(): () => void {
    let held = true;
    this.#holders++;
    return () => {
      if (held && --this.#holders === 0) this.#end();
      held = false;
    };
  }

  media(index: number): SecureMedia {
    let media = this.#medias.get(index);
    if (!media) {
      const lanes = this.stream.lanes.filter(({ track }) => track.media === index);
      this.#medias.set(index, media = new SecureMedia(this.keys, lanes));
    }
    return media;
  }

  #end(): void {
    for (const media of this.#medias.values()) media.close();
    this.ended();
  }
}

/** One media section, encrypted by one key. */
export class SecureMedia {
  readonly #master: MasterKey;
  readonly #renditions = new Map<Rendition, SecureRendition>();
  #sender: SrtpSender | undefined;

  constructor(private readonly keys: SrtpKeys, private readonly lanes: readonly Lane[]) {
    this.#master = keys.create();
  }

  get wrapped(): boolean {
    return this.#sources.some(({ rollOver }) => rollOver > 0);
  }

  /** The message that lets readers decrypt it from now on, in Base64. */
  get message(): string {
    return this.keys.write(this.#master, this.#sources);
  }

  /**
   * A rendition, encrypted from now on until this is closed: whoever pauses cannot know how often numbers wrapped. All
   * renditions of a media section are of one form, or two packets would have one number.
   */
  rendition(plain: Rendition): SecureRendition {
    let secure = this.#renditions.get(plain);
    if (!secure) {
      this.#sender ??= this.keys.sender(this.#master);
      this.#renditions.set(plain, secure = new SecureRendition(plain, this.#sender));
    }
    return secure;
  }

  close(): void {
    for (const rendition of this.#renditions.values()) rendition.close();
    this.#sender?.close();
  }

  get #sources(): { ssrc: number; rollOver: number }[] {
    return this.lanes.map(({ ssrc }) => ({ ssrc, rollOver: this.#sender?.rollOver(ssrc) ?? 0 }));
  }
}
