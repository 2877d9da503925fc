import type { Launcher, Order, Running } from "./launcher.ts";

/** What begins: its order is without the name, which the span has. */
export interface Occasion extends Omit<Order, "name"> {
  readonly restart: boolean;
  /** The command of the end, as it is configured by then. */
  after(): string;
}

interface Open {
  readonly occasion: Occasion;
  readonly running: Running | undefined;
}

/** A pair of commands: one runs from an event to its counterpart, the other one is run then. */
export class Span<Key> {
  readonly #open = new Map<Key, Open>();

  constructor(
    private readonly launcher: Launcher,
    private readonly during: string,
    private readonly after: string,
  ) {}

  begin(key: Key, occasion: Occasion): void {
    const { command, restart } = occasion;
    const running = command === ""
      ? undefined
      : this.launcher.start({ ...occasion, name: this.during }, restart);
    this.#open.set(key, { occasion, running });
  }

  /** Ends what `key` began, once; the one command is not waited for before the other is run. */
  end(key: Key, reason?: string): void {
    const open = this.#open.get(key);
    if (!open) return;
    this.#open.delete(key);
    open.running?.stop(reason);
    const command = open.occasion.after();
    if (command !== "") {
      void this.launcher.launch({ ...open.occasion, command, name: this.after });
    }
  }
}
