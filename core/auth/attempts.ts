import { Lane } from "core/auth/lane.ts";
import { nothingGiven } from "core/auth/method.ts";
import { networkOf } from "core/auth/network.ts";
import type { Authenticator, AuthRequest, AuthResult } from "core/auth/request.ts";
import type { Logger } from "core/log/logger.ts";
import { type Clock, pause } from "net/clock.ts";

/** The longest pause after a failed attempt, in milliseconds. */
const LONGEST = 4000;
/** Users that are remembered to have been let in, by where they came from, and the longest of their names. */
const REMEMBERED = 1024, NAME = 256;

/**
 * Slows down whoever tries passwords: a wrong one is logged, and answered after a random time of up to four seconds.
 * Meanwhile no other from the same network is checked, so that many connections give no more tries than one. Users who
 * were let in from there before have a lane of their own each, and so are not held up by others behind the same
 * address. Credentials that were right before get no way around it: who guesses could take it as well.
 */
export class Attempts implements Authenticator {
  readonly #lanes = new Map<string, Lane>();
  readonly #letIn = new Set<string>();
  readonly #closing = new AbortController();

  /** `random` gives uniform numbers from 0 up to, not including, 1. */
  constructor(
    private readonly auth: Authenticator,
    private readonly clock: Clock,
    private readonly log: Logger,
    private readonly random: () => number = Math.random,
  ) {}

  /** As the authenticator behind it, but later where it fails. `log` has the prefix of who asks. */
  async verify(request: AuthRequest, log = this.log): Promise<AuthResult> {
    if (nothingGiven(request.credentials)) return await this.#withoutCredentials(request, log);
    const network = networkOf(request.ip), user = `${network} ${request.credentials.user}`;
    const key = this.#letIn.has(user) ? user : network, lane = this.#lane(key);
    try {
      if (!await lane.enter()) return await this.#refuse(request, log);
      const result = await this.auth.verify(request);
      if (result.ok) this.#remember(user);
      else log.warn(`failed to authenticate: ${result.reason}`);
      if (result.ok || result.undecided) {
        lane.leave();
        if (!result.ok) await this.#pause(this.#drawn());
      } else {
        await this.#pause(lane.fail(this.#drawn(), this.clock.now()));
        lane.resume();
      }
      return result;
    } finally {
      if (lane.empty) this.#lanes.delete(key);
    }
  }

  refreshKeys(): void {
    this.auth.refreshKeys?.();
  }

  /** Ends every pause, and refuses whoever waits: there are no pauses any more. */
  close(): void {
    this.#closing.abort();
    for (const lane of this.#lanes.values()) lane.close();
  }

  #lane(key: string): Lane {
    let lane = this.#lanes.get(key);
    if (!lane) this.#lanes.set(key, lane = new Lane());
    return lane;
  }

  /** The longest unused is forgotten first. */
  #remember(user: string): void {
    if (user.length > NAME) return;
    this.#letIn.delete(user);
    this.#letIn.add(user);
    if (this.#letIn.size > REMEMBERED) this.#letIn.delete(this.#letIn.values().next().value!);
  }

  /** Nothing was tried that could be guessed, so nobody else has to wait. */
  async #withoutCredentials(request: AuthRequest, log: Logger): Promise<AuthResult> {
    const result = await this.auth.verify(request);
    if (result.ok || (result.ask && !request.cannotAsk)) return result;
    log.warn(`failed to authenticate: ${result.reason}`);
    await this.#pause(this.#drawn());
    return { ...result, ask: false };
  }

  async #refuse({ ip }: AuthRequest, log: Logger): Promise<AuthResult> {
    const reason = `authentication failed: too many wrong attempts from ${ip}`;
    log.warn(`failed to authenticate: ${reason}`);
    await this.#pause(this.#drawn());
    return { ok: false, reason, ask: false };
  }

  #drawn(): number {
    return this.random() * LONGEST;
  }

  async #pause(ms: number): Promise<void> {
    if (ms > 0) await pause(this.clock, ms, this.#closing.signal);
  }
}
