import { createHmac, randomBytes } from "node:crypto";
import {
  type Argon2Answer,
  type Argon2Worker,
  startArgon2Worker,
} from "core/auth/argon2_worker.ts";
import type { Clock } from "net/clock.ts";

/** Checks that wait at most: some 10 s of work with costly hashes, 1 s with usual ones. */
const WAITING = 64;
/** Right answers that are remembered. */
const REMEMBERED = 1024;
/** How long a thread without work is kept, in milliseconds: it holds the memory of its largest hash. */
const IDLE = 60_000;

/** argon2i and argon2id of version 1.3, in their usual encoding. */
const FORMAT = /^\$argon2id?\$v=19\$(?:[mtp]=\d+,){2}[mtp]=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/;

interface Task extends PromiseWithResolvers<boolean> {
  readonly hash: string;
  readonly value: string;
}

/**
 * argon2 in a thread of its own, which lives from the first check until nothing was asked for a minute. Equal
 * questions share one check, and right answers are remembered by a keyed hash, so a flood of wrong passwords does not
 * keep out clients that came before.
 */
export class Argon2 {
  readonly #salt = randomBytes(32);
  readonly #answers = new Map<string, Promise<boolean>>();
  readonly #waiting: Task[] = [];
  #running?: Task;
  #worker?: Argon2Worker;
  #closed = false;
  #stopIdle = () => {};

  constructor(
    private readonly clock: Clock,
    private readonly start: typeof startArgon2Worker = startArgon2Worker,
  ) {}

  /** Whether `hash` was made of `value`; rejects with the reason where that cannot be found out now. */
  check(hash: string, value: string): Promise<boolean> {
    const key = createHmac("sha256", this.#salt).update(`${hash}\0${value}`).digest("base64");
    const known = this.#answers.get(key);
    if (known) return known;
    const answer = this.#ask(hash, value);
    this.#remember(key, answer);
    return answer;
  }

  /** Ends the thread; open questions are rejected. */
  close(): void {
    this.#closed = true;
    this.#end();
    const open = this.#running ? [this.#running, ...this.#waiting] : this.#waiting;
    for (const task of open) task.reject(new Error("the server is closing"));
    this.#running = undefined;
    this.#waiting.length = 0;
  }

  #ask(hash: string, value: string): Promise<boolean> {
    const problem = this.#problem(hash);
    if (problem !== undefined) return Promise.reject(new Error(problem));
    // The library refuses to hash nothing.
    if (value === "") return Promise.resolve(false);
    const task = { ...Promise.withResolvers<boolean>(), hash, value };
    this.#waiting.push(task);
    if (!this.#running) this.#next();
    return task.promise;
  }

  #problem(hash: string): string | undefined {
    if (this.#closed) return "the server is closing";
    if (!FORMAT.test(hash)) return "a stored argon2 hash cannot be read";
    if (this.#waiting.length >= WAITING) return "too many passwords are being checked";
    return undefined;
  }

  #remember(key: string, answer: Promise<boolean>): void {
    this.#answers.set(key, answer);
    const forget = () => this.#answers.delete(key);
    answer.then((matches) => matches || forget(), forget);
    if (this.#answers.size > REMEMBERED) {
      this.#answers.delete(this.#answers.keys().next().value!);
    }
  }

  #next(): void {
    this.#stopIdle();
    const task = this.#running = this.#waiting.shift();
    if (!task) {
      this.#stopIdle = this.clock.setTimer(() => this.#end(), IDLE);
      return;
    }
    this.#worker ??= this.start((answer) => this.#answered(answer));
    this.#worker.check(task.hash, task.value);
  }

  #answered(answer: Argon2Answer): void {
    const task = this.#running;
    if (!task) return;
    if ("problem" in answer) {
      this.#end();
      task.reject(new Error(`a password could not be checked: ${answer.problem}`));
    } else task.resolve(answer.matches);
    this.#next();
  }

  #end(): void {
    this.#stopIdle();
    this.#worker?.end();
    this.#worker = undefined;
  }
}
