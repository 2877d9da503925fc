import { messageOf } from "core/errors.ts";
import type { Logger } from "core/log/logger.ts";
import type { Lifetime, Reopenable } from "core/plugin.ts";
import type { Scope } from "core/scope.ts";

/** Listeners of one plugin that are opened and closed together. */
export class Listener implements Reopenable {
  #scope: Scope | undefined;
  #reopened: Promise<void> = Promise.resolve();

  constructor(
    private readonly parent: Scope,
    private readonly log: Logger,
    private readonly opener: (lifetime: Lifetime) => void | Promise<void>,
  ) {}

  async open(): Promise<void> {
    this.#scope = this.parent.child();
    await this.opener(this.#scope);
  }

  reopen(): Promise<void> {
    return this.#reopened = this.#reopened.then(() => this.#reopen());
  }

  async close(): Promise<void> {
    await this.#scope?.close();
  }

  async #reopen(): Promise<void> {
    try {
      await this.close();
      if (!this.parent.closed) await this.open();
    } catch (error) {
      this.log.error(messageOf(error));
      await this.close();
    }
  }
}
