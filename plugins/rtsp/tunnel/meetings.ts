import type { TcpConn } from "net/tcp.ts";
import type { Clock } from "net/clock.ts";

/** Milliseconds that one half of a tunnel waits for the other. */
const PATIENCE = 5000;

/** The half of a tunnel that requests come by, and what of it was read already. */
export interface Upstream {
  readonly socket: TcpConn;
  readonly rest: Uint8Array;
}

/** Settled by the half that comes; the other one waits for it. */
interface Meeting {
  readonly get: PromiseWithResolvers<void>;
  readonly post: PromiseWithResolvers<Upstream>;
  readonly present: Set<"get" | "post">;
  readonly cancel: () => void;
}

/** Where both halves of an HTTP tunnel find each other, by their client's address and cookie, whoever comes first. */
export class Meetings {
  readonly #meetings = new Map<string, Meeting>();

  constructor(private readonly clock: Clock) {}

  /** The other half of a GET; rejects where it does not come in time. */
  get(ip: string, cookie: string): Promise<Upstream> {
    const meeting = this.#arrive("get", `${ip} ${cookie}`);
    meeting.get.resolve();
    return meeting.post.promise;
  }

  /** Hands a POST over; rejects where nobody takes it in time. */
  post(ip: string, cookie: string, upstream: Upstream): Promise<void> {
    const meeting = this.#arrive("post", `${ip} ${cookie}`);
    meeting.post.resolve(upstream);
    return meeting.get.promise;
  }

  #arrive(half: "get" | "post", key: string): Meeting {
    const meeting = this.#meetings.get(key) ?? this.#open(key);
    if (meeting.present.has(half)) throw new Error("the cookie of the tunnel is another client's");
    meeting.present.add(half);
    if (meeting.present.size === 2) {
      this.#meetings.delete(key);
      meeting.cancel();
    }
    return meeting;
  }

  #open(key: string): Meeting {
    const get = Promise.withResolvers<void>(), post = Promise.withResolvers<Upstream>();
    // One of them is waited for by nobody.
    get.promise.catch(() => {});
    post.promise.catch(() => {});
    const cancel = this.clock.setTimer(() => {
      this.#meetings.delete(key);
      const late = new Error("the other half of the tunnel did not come");
      get.reject(late);
      post.reject(late);
    }, PATIENCE);
    const meeting = { get, post, present: new Set<"get" | "post">(), cancel };
    this.#meetings.set(key, meeting);
    return meeting;
  }
}
