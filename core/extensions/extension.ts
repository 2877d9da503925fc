/** Values of options by name, decoded. */
export type OptionValues = Readonly<Record<string, unknown>>;

/** What the file of a third party's plugin exports by default, its shape checked. */
export interface Declaration {
  readonly name: string;
  readonly title?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly reads?: readonly string[];
  readonly outlivesPaths?: boolean;
  setup(context: unknown): void | Promise<void>;
}

/** A third party's plugin as one entry of `plugins` asks for it. The same object for as long as nothing differs. */
export interface Extension {
  /** Its own name, or the one that the entry gives it. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly declaration: Declaration;
  readonly options: OptionValues;
}
