/** The attributes of elements whose values are URLs (upstream: apimachinery util/proxy, atomsToAttrs). */
const linkAttributes: Readonly<Record<string, readonly string[]>> = {
  a: ["href"],
  applet: ["codebase"],
  area: ["href"],
  audio: ["src"],
  base: ["href"],
  blockquote: ["cite"],
  body: ["background"],
  button: ["formaction"],
  command: ["icon"],
  del: ["cite"],
  embed: ["src"],
  form: ["action"],
  frame: ["longdesc", "src"],
  head: ["profile"],
  html: ["manifest"],
  iframe: ["longdesc", "src"],
  img: ["longdesc", "src", "usemap"],
  input: ["src", "usemap", "formaction"],
  ins: ["cite"],
  link: ["href"],
  object: ["classid", "codebase", "data", "usemap"],
  q: ["cite"],
  script: ["src"],
  source: ["src"],
  video: ["poster", "src"],
};

/** Elements whose content is text until their end tag, even if it looks like tags. */
const rawElements: ReadonlySet<string> = new Set([
  ...["iframe", "noembed", "noframes", "noscript", "plaintext", "script", "style", "textarea", "title", "xmp"],
]);

/** A longer tag is passed on unchanged. */
const longestTag = 16 * 1024;

/** Text without tags: until `end` is found, which may be in two parts of a page. */
interface PlainText {
  readonly end: RegExp;
  /** How long the text can be that `end` finds. */
  readonly longest: number;
  /** Whether `end` is part of the text. */
  readonly isIncluded: boolean;
}

const comment: PlainText = { end: /-->/g, longest: 3, isIncluded: true };
const otherTag: PlainText = { end: />/g, longest: 1, isIncluded: true };

/**
 * Rewrites the links of a page while it arrives. Everything else stays byte for byte, where upstream writes each start tag anew. Texts
 * are in latin1, a character for each byte: the page may have any encoding that has ASCII's characters in their places.
 */
export class HtmlLinks {
  readonly #rewrite: (link: string) => string;
  /** The received text that is not complete yet. */
  #waiting = "";
  #plain: PlainText | undefined;

  /** `rewrite` returns a link in place of another; both as they stand in the page, with its entities. */
  constructor(rewrite: (link: string) => string) {
    this.#rewrite = rewrite;
  }

  /** Adds the next part of the page; returns what is complete. */
  push(part: string): string {
    const text = this.#waiting + part;
    let written = "";
    let at = 0;
    while (at < text.length) {
      const step = this.#plain === undefined ? this.#markup(text, at) : this.#skip(text, at, this.#plain);
      written += step.written ?? text.slice(at, step.end);
      at = step.end;
      if (step.waits) break;
    }
    this.#waiting = text.slice(at);
    return written;
  }

  /** The remaining text at the end of the page. */
  end(): string {
    const rest = this.#waiting;
    this.#waiting = "";
    return rest;
  }

  #skip(text: string, at: number, { end, longest, isIncluded }: PlainText): Step {
    end.lastIndex = at;
    const found = end.exec(text);
    if (found === null) return { end: Math.max(at, text.length - longest + 1), waits: true };
    this.#plain = undefined;
    return { end: found.index + (isIncluded ? found[0].length : 0) };
  }

  /** What is before the next tag, or that. */
  #markup(text: string, at: number): Step {
    const start = text.indexOf("<", at);
    if (start !== at) return { end: start < 0 ? text.length : start };
    const begin = text.slice(at, at + 4);
    if (begin.length < 4 && "<!--".startsWith(begin)) return { end: at, waits: true };
    if (begin === "<!--") {
      this.#plain = comment;
      return { end: at + 2 };
    }
    if (/^<[a-z]/i.test(begin)) return this.#startTag(text, at);
    if (/^<[/!?]/.test(begin)) this.#plain = otherTag;
    return { end: at + 1 };
  }

  #startTag(text: string, at: number): Step {
    const tag = scanTag(text, at);
    if (tag === undefined) {
      if (text.length - at <= longestTag) return { end: at, waits: true };
      this.#plain = otherTag;
      return { end: at + 1 };
    }
    const { name, links, end } = tag;
    if (rawElements.has(name)) {
      this.#plain = { end: new RegExp(`</${name}(?=[\\s/>])`, "gi"), longest: name.length + 3, isIncluded: false };
    }
    let written = "";
    let from = at;
    for (const link of links) {
      written += text.slice(from, link.start) + this.#rewrite(text.slice(link.start, link.end));
      from = link.end;
    }
    return { end, written: written + text.slice(from, end) };
  }
}

/** What has been understood of a text. */
interface Step {
  /** Where it ends. */
  readonly end: number;
  /** What is written in its place. Default: the same. */
  readonly written?: string;
  /** Whether more must arrive first. */
  readonly waits?: boolean;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

interface StartTag {
  /** In lower case. */
  readonly name: string;
  /** The values of its attributes that are URLs. */
  readonly links: readonly Range[];
  readonly end: number;
}

/** The start tag that begins at `at`; undefined if its end has not arrived. */
function scanTag(text: string, at: number): StartTag | undefined {
  const nameEnd = endOf(text, at + 1, isNameEnd);
  const name = text.slice(at + 1, nameEnd).toLowerCase();
  const wanted = Object.hasOwn(linkAttributes, name) ? linkAttributes[name] : undefined;
  const links: Range[] = [];
  for (let index = nameEnd; ; ) {
    index = endOf(text, index, (each) => !isSpace(each) && each !== "/");
    if (index >= text.length) return undefined;
    if (text[index] === ">") return { name, links, end: index + 1 };
    const attributeEnd = endOf(text, index + 1, (each) => isNameEnd(each) || each === "=");
    const attribute = text.slice(index, attributeEnd).toLowerCase();
    index = endOf(text, attributeEnd, (each) => !isSpace(each));
    if (text[index] !== "=") continue;
    const value = valueAt(
      text,
      endOf(text, index + 1, (each) => !isSpace(each)),
    );
    if (value === undefined) return undefined;
    if (wanted?.includes(attribute)) links.push(value.range);
    index = value.next;
  }
}

/** The value of an attribute, and where what follows begins; undefined if its end has not arrived. */
function valueAt(text: string, at: number): { readonly range: Range; readonly next: number } | undefined {
  const quote = text[at];
  if (quote === '"' || quote === "'") {
    const end = text.indexOf(quote, at + 1);
    return end < 0 ? undefined : { range: { start: at + 1, end }, next: end + 1 };
  }
  const end = endOf(text, at, (each) => isSpace(each) || each === ">");
  return end >= text.length ? undefined : { range: { start: at, end }, next: end };
}

/** The index of the first character from `at` on that `ends` says yes to, or the length. */
function endOf(text: string, at: number, ends: (character: string) => boolean): number {
  let index = at;
  while (index < text.length && !ends(text[index] as string)) index++;
  return index;
}

function isSpace(character: string): boolean {
  return character === " " || character === "\n" || character === "\r" || character === "\t" || character === "\f";
}

function isNameEnd(character: string): boolean {
  return isSpace(character) || character === "/" || character === ">";
}
