import { setField } from "@engenho/core";
import type { Event, MappingEvent, ScalarEvent, SequenceEvent } from "js-yaml";
import { AliasBudget } from "./alias-budget.js";
import { resolvePlain, resolveTagged, ScalarMismatch, type YamlScalar } from "./resolve-scalar.js";
import { YamlSyntaxError, yamlFault } from "./yaml-syntax-error.js";

/** The functions of the parser that are needed here; passed in, because the parser is loaded on first use. */
export interface EventReading {
  readonly text: string;
  readonly events: readonly Event[];
  readonly scalarValue: (text: string, scalar: ScalarEvent) => string;
  /** Maximum nesting of values, including those inside aliases. */
  readonly maxDepth: number;
}

/** A key that occurred before in its map. */
export interface DuplicateKey {
  /** As Go prints it: `"a"`, `1`, `true`. */
  readonly key: string;
  /** The offset of the second one's value in the text. */
  readonly at: number;
}

/** The numbers of `EVENT_ID`, which would otherwise have to be passed in with the parser. */
const sequence = 2;
const mapping = 3;
const scalar = 4;
const alias = 5;
const pop = 6;
const plain = 1;
const maxDuplicates = 100;
const excessive = "document contains excessive aliasing";
const mergeWantsMap = "map merge requires map or sequence of maps as the value";

/**
 * Builds the JSON value of a document from its parser events, as goyaml decodes into an `interface{}`: aliases are copied
 * within a budget, `<<` merges keys into the map at its position, and a later key overrides an earlier one.
 */
export class Construction {
  /** At most 100, in document order. */
  readonly duplicates: DuplicateKey[] = [];
  readonly #reading: EventReading;
  readonly #budget = new AliasBudget();
  /** Maps the position of each alias to that of the node that it refers to. */
  readonly #targets: ReadonlyMap<number, number>;
  /** The positions of the collections under construction. */
  readonly #open = new Set<number>();
  #next = 0;
  #aliases = 0;
  #depth = 0;
  /** The position of the last value. */
  #at = 0;

  constructor(reading: EventReading) {
    this.#reading = reading;
    this.#targets = aliasTargets(reading);
  }

  /** The value of the node at an event. Throws {@link YamlSyntaxError}. */
  value(at: number): unknown {
    this.#next = at;
    return this.#value();
  }

  #value(): unknown {
    const event = this.#reading.events[this.#next];
    if (!this.#budget.spend(this.#aliases > 0)) throw yamlFault(excessive);
    switch (event?.type) {
      case scalar:
        return withJsonForm(this.#scalar(event));
      case sequence:
        return this.#anchored(event, () => this.#sequence());
      case mapping:
        return this.#anchored(event, () => this.#mapping({}, new Set()));
      case alias:
        return this.#alias(() => this.#value());
      default:
        // For example a document that consists of comments.
        return null;
    }
  }

  #scalar(event: ScalarEvent): YamlScalar {
    this.#next++;
    const { text, scalarValue } = this.#reading;
    if (event.valueStart >= 0) this.#at = event.valueStart - (event.style > 3 ? 1 : 0);
    const value = scalarValue(text, event);
    if (this.#aliases > 0 && !this.#budget.spendText(value.length)) throw yamlFault(excessive);
    const tag = this.#tag(event);
    try {
      return tag === undefined ? (event.style === plain ? resolvePlain(value) : value) : resolveTagged(tag, value);
    } catch (error) {
      throw error instanceof ScalarMismatch ? yamlFault(error.message) : error;
    }
  }

  #sequence(): unknown[] {
    const items: unknown[] = [];
    while (!this.#ends()) items.push(this.#value());
    return items;
  }

  /** Reads the pairs of a map into `target`; `keys` are those that it already has. */
  #mapping(target: Record<string, unknown>, keys: Set<YamlScalar>): Record<string, unknown> {
    while (!this.#ends()) {
      if (this.#isMerge()) {
        this.#next++;
        this.#merge(target, keys);
        continue;
      }
      const key = this.#key();
      const value = this.#value();
      if (keys.has(key) && this.duplicates.length < maxDuplicates)
        this.duplicates.push({ key: goSyntax(key), at: this.#at });
      keys.add(key);
      setField(target, String(key), value);
    }
    return target;
  }

  #key(): YamlScalar {
    const event = this.#reading.events[this.#next];
    const key = event?.type === scalar ? this.#scalar(event) : this.#value();
    if (typeof key === "object") {
      if (key !== null) throw yamlFault(`invalid map key: ${JSON.stringify(key).slice(0, 100)}`);
      throw yamlFault("unsupported map key of type: %!s(<nil>), key: <nil>");
    }
    return key as YamlScalar;
  }

  #merge(target: Record<string, unknown>, keys: Set<YamlScalar>): void {
    if (this.#reading.events[this.#next]?.type !== sequence) {
      this.#mergeOne(target, keys);
      return;
    }
    const starts: number[] = [];
    for (this.#next++; this.#reading.events[this.#next]?.type !== pop; this.#skip()) starts.push(this.#next);
    const end = this.#next + 1;
    // In reverse, because the first one takes precedence.
    for (const start of starts.reverse()) {
      this.#next = start;
      this.#mergeOne(target, keys);
    }
    this.#next = end;
  }

  #mergeOne(target: Record<string, unknown>, keys: Set<YamlScalar>): void {
    if (!this.#budget.spend(this.#aliases > 0)) throw yamlFault(excessive);
    const event = this.#reading.events[this.#next];
    if (event?.type === alias) {
      this.#alias(() => this.#mergeOne(target, keys));
      return;
    }
    if (event?.type !== mapping) throw yamlFault(mergeWantsMap);
    this.#anchored(event, () => this.#mapping(target, keys));
  }

  #isMerge(): boolean {
    const event = this.#reading.events[this.#next];
    if (event?.type !== scalar || event.style !== plain || event.valueEnd - event.valueStart !== 2) return false;
    return this.#reading.text.startsWith("<<", event.valueStart) && this.#tag(event) === undefined;
  }

  /** Advances past the node at the next event. */
  #skip(): void {
    let open = 0;
    do {
      const event = this.#reading.events[this.#next];
      if (event?.type === sequence || event?.type === mapping) open++;
      else if (event?.type === pop) open--;
      this.#next++;
    } while (open > 0);
  }

  /** Whether the collection ends here; advances past its end. */
  #ends(): boolean {
    if (this.#reading.events[this.#next]?.type !== pop) return false;
    this.#next++;
    return true;
  }

  #anchored<Made>(event: SequenceEvent | MappingEvent, make: () => Made): Made {
    const start = this.#next;
    this.#at = event.start;
    this.#next++;
    if (++this.#depth > this.#reading.maxDepth) throw yamlFault("exceeded max depth");
    this.#open.add(start);
    const made = make();
    this.#open.delete(start);
    this.#depth--;
    return made;
  }

  #alias<Made>(make: () => Made): Made {
    const start = this.#targets.get(this.#next) as number;
    if (this.#open.has(start)) {
      throw yamlFault(`anchor '${anchorName(this.#reading, this.#next)}' value contains itself`);
    }
    const after = this.#next + 1;
    this.#next = start;
    this.#aliases++;
    const made = make();
    this.#aliases--;
    this.#next = after;
    return made;
  }

  /** The short name of a scalar's tag; undefined when it has none. */
  #tag(event: ScalarEvent): string | undefined {
    if (event.tagStart < 0) return undefined;
    const tag = this.#reading.text.slice(event.tagStart, event.tagEnd);
    return /^(?:!!|!<tag:yaml\.org,2002:)([^>]*)>?$/.exec(tag)?.[1] ?? "str";
  }
}

/** An alias refers to the last preceding node with its anchor, as that node was written. */
function aliasTargets(reading: EventReading): ReadonlyMap<number, number> {
  const anchors = new Map<string, number>();
  const targets = new Map<number, number>();
  const { events } = reading;
  for (let at = 0; at < events.length; at++) {
    const event = events[at] as Event;
    if (!("anchorStart" in event) || event.anchorStart < 0) continue;
    const name = anchorName(reading, at);
    if (event.type !== alias) {
      anchors.set(name, at);
      continue;
    }
    const target = anchors.get(name);
    if (target === undefined) throw yamlFault(`unknown anchor '${name}' referenced`);
    targets.set(at, target);
  }
  return targets;
}

function anchorName({ text, events }: EventReading, at: number): string {
  const { anchorStart, anchorEnd } = events[at] as { readonly anchorStart: number; readonly anchorEnd: number };
  return text.slice(anchorStart, anchorEnd);
}

/** JSON cannot represent infinities. */
function withJsonForm(value: YamlScalar): YamlScalar {
  if (typeof value !== "number" || Number.isFinite(value)) return value;
  throw new YamlSyntaxError(`json: unsupported value: ${Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf"}`);
}

function goSyntax(key: YamlScalar): string {
  return typeof key === "string" ? JSON.stringify(key) : String(key);
}
