import ts from "typescript";
import { EXTENSION_HOOKS } from "core/extensions/hooks.ts";
import { inRooms, type Sources } from "./sources.ts";

/** The members of classes and large interfaces that authors of plugins are shown. */
const SHOWN: Readonly<Record<string, readonly string[]>> = {
  Configuration: ["global", "pathDefaults", "paths"],
  EntryMap: ["some"],
  HookTable: EXTENSION_HOOKS,
  PathEntry: ["key", "values", "set"],
  SessionKind: ["kind", "route", "metrics", "list", "get", "kick"],
  Stream: ["lanes", "outboundBytes"],
  Lane: ["track", "config", "hasUnits", "addFrameReader"],
};

/** What is made of schemas, and is told by its values. */
const VALUES: Readonly<Record<string, string>> = {
  GlobalParameters: "Every global parameter. Durations are milliseconds, sizes bytes.",
  PathParameters: "Every parameter of a path.",
  ForwardDestination: "One entry of `forward`.",
};

/** Words of which a value is one: the type checker gives them in no order. */
const WORDS = /"[^"]*"(?: \| "[^"]*")+/g;

type Member = ts.TypeElement | ts.ClassElement | ts.ParameterPropertyDeclaration;

/** The declarations of the types that `entry` exports, and of all that they speak of, as one text. */
export function declarations({ program, fileOf }: Sources, entry: string): string {
  return new Writer(program.getTypeChecker()).write(program.getSourceFile(fileOf(entry))!);
}

class Writer {
  readonly #wanted: ts.Symbol[] = [];

  constructor(private readonly checker: ts.TypeChecker) {}

  write(entry: ts.SourceFile): string {
    const module = this.checker.getSymbolAtLocation(entry)!;
    for (const symbol of this.checker.getExportsOfModule(module)) this.#want(symbol);
    const texts: string[] = [];
    // The list grows while it is walked.
    for (const symbol of this.#wanted) texts.push(this.#declaration(symbol));
    return texts.join("\n\n");
  }

  #want(symbol: ts.Symbol): void {
    const same = this.#wanted.find(({ name }) => name === symbol.name);
    if (same && same !== symbol) throw new Error(`Cannot declare ${symbol.name}: there are two`);
    if (!same) this.#wanted.push(symbol);
  }

  #declaration(symbol: ts.Symbol): string {
    const declaration = symbol.declarations![0], { name } = symbol;
    if (name in VALUES) {
      return `/** ${VALUES[name]} */\nexport interface ${name} {\n${this.#values(symbol)}\n}`;
    }
    const head = `${comment(declaration)}export `;
    if (ts.isTypeAliasDeclaration(declaration)) {
      return `${head}type ${this.#text(declaration, declaration.name)}`;
    }
    if (!ts.isInterfaceDeclaration(declaration) && !ts.isClassDeclaration(declaration)) {
      throw new Error(`Cannot declare ${name}: it is neither an interface, a class nor a type`);
    }
    const parts = [...declaration.typeParameters ?? []].map((one) => this.#text(one));
    const parameters = parts.length > 0 ? `<${parts.join(", ")}>` : "";
    const extended = (declaration.heritageClauses ?? []).map((clause) =>
      ` ${this.#text(clause).replace(/^implements/, "extends")}`
    );
    const members = this.#members(name, declaration.members.flatMap(withParameters));
    return `${head}interface ${name}${parameters}${extended.join("")} {\n${members}\n}`;
  }

  /** The decoded values of parameters, which only the type checker knows. */
  #values(symbol: ts.Symbol): string {
    const flags = ts.TypeFormatFlags.NoTruncation;
    return this.checker.getDeclaredTypeOfSymbol(symbol).getProperties().map((property) => {
      const type = this.checker.getTypeOfSymbol(property);
      const text = this.checker.typeToString(type, undefined, flags);
      this.#wantValues(symbol, text);
      return `readonly ${property.name}: ${text.replace(WORDS, sorted)};`;
    }).sort().join("\n");
  }

  /** What else is told by values and is named in the text of a type. */
  #wantValues({ declarations }: ts.Symbol, text: string): void {
    const known = this.checker.getSymbolsInScope(declarations![0], ts.SymbolFlags.Interface);
    for (const symbol of known) {
      if (symbol.name in VALUES && text.includes(symbol.name)) this.#want(symbol);
    }
  }

  #members(owner: string, members: readonly Member[]): string {
    const shown = SHOWN[owner];
    const missing = shown?.filter((name) => !members.some((one) => nameOf(one) === name)) ?? [];
    if (missing.length > 0) throw new Error(`Cannot declare ${owner}: it has no ${missing}`);
    return members.filter((member) => shown?.includes(nameOf(member)) ?? true)
      .map((member) => comment(member) + this.#member(member)).join("\n");
  }

  /** A class's member as an interface's: without modifiers, value and body. */
  #member(member: Member): string {
    if (ts.isGetAccessor(member)) {
      return `readonly ${member.name.getText()}: ${this.#text(member.type!)};`;
    }
    if (ts.isMethodDeclaration(member)) {
      return `${this.#text(member, member.name, member.body)};`;
    }
    if ((ts.isPropertyDeclaration(member) || ts.isParameter(member)) && member.type) {
      return `readonly ${member.name.getText()}: ${this.#text(member.type)};`;
    }
    if (ts.isTypeElement(member)) return this.#text(member);
    throw new Error(`Cannot declare ${member.getText()}`);
  }

  /** The source of a node, or of a part of it, wanting all that it refers to. */
  #text(node: ts.Node, from: ts.Node = node, before?: ts.Node): string {
    const begin = from.getStart(), end = before ? before.getStart() : node.getEnd();
    this.#follow(node, before);
    return node.getSourceFile().text.slice(begin, end).trim();
  }

  #follow(node: ts.Node, before?: ts.Node): void {
    if (node === before) return;
    if (ts.isIdentifier(node) && refers(node)) {
      const found = this.checker.getSymbolAtLocation(node);
      if (!found) throw new Error(`Cannot declare ${node.text}: it is not known`);
      const symbol = found.flags & ts.SymbolFlags.Alias
        ? this.checker.getAliasedSymbol(found)
        : found;
      const file = symbol.declarations?.[0].getSourceFile().fileName ?? "";
      if (inRooms(file) && !(symbol.flags & ts.SymbolFlags.TypeParameter)) {
        if (symbol.name !== node.text) throw new Error(`Cannot declare ${node.text}: renamed`);
        this.#want(symbol);
      }
    }
    ts.forEachChild(node, (child) => this.#follow(child, before));
  }
}

function sorted(words: string): string {
  return words.split(" | ").sort().join(" | ");
}

function refers({ parent }: ts.Identifier): boolean {
  return ts.isTypeReferenceNode(parent) || ts.isExpressionWithTypeArguments(parent) ||
    ts.isTypeQueryNode(parent);
}

/** A constructor stands for the properties among its parameters. */
function withParameters(member: ts.TypeElement | ts.ClassElement): readonly Member[] {
  if (!ts.isConstructorDeclaration(member)) return [member];
  return member.parameters.filter((one) => ts.isParameterPropertyDeclaration(one, member));
}

function nameOf({ name }: Member): string {
  return name && ts.isIdentifier(name) ? name.text : "";
}

/** The comment above a declaration, with its line end. */
function comment(node: ts.Node): string {
  const [last] = ts.getJSDocCommentsAndTags(node).slice(-1);
  return last ? `${last.getText()}\n` : "";
}
