import {
  CelError,
  CelList,
  CelMap,
  type CelResult,
  CelTimestamp,
  CelUint,
  type CelValue,
  equalValues,
  limitExceeded,
  type Work,
} from "@engenho/cel";
import { escapeFieldName } from "@engenho/expressions";

/** The concatenation of elements. */
class Elements extends CelList {
  readonly #elements: readonly CelResult[];

  constructor(elements: readonly CelResult[]) {
    super();
    this.#elements = elements;
  }

  get size(): number {
    return this.#elements.length;
  }

  at(index: number): CelResult {
    return this.#elements[index] ?? new CelError(`index out of bounds: ${index}`);
  }
}

/** The work of computing an element's identity: see Work. */
const stepsPerElement = 500;

/** A list whose elements have identities. */
abstract class IdentityList extends CelList {
  readonly #list: CelList;
  #byIdentity: ReadonlyMap<string, CelResult> | undefined;

  constructor(list: CelList) {
    super();
    this.#list = list;
  }

  get size(): number {
    return this.#list.size;
  }

  at(index: number): CelResult {
    return this.#list.at(index);
  }

  /** undefined: an element without an identity, which equals no other. */
  protected abstract identityOf(element: CelResult): string | undefined;

  protected get byIdentity(): ReadonlyMap<string, CelResult> {
    this.#byIdentity ??= new Map(
      elementsOf(this).flatMap((element) => {
        const identity = this.identityOf(element);
        return identity === undefined ? [] : [[identity, element] as const];
      }),
    );
    return this.#byIdentity;
  }

  protected counterpartOf(element: CelResult): CelResult | undefined {
    const identity = this.identityOf(element);
    return identity === undefined ? undefined : this.byIdentity.get(identity);
  }
}

/** x-kubernetes-list-type `set`: the order of elements is irrelevant, and `+` is the union. */
export class SetList extends IdentityList {
  protected identityOf(element: CelResult): string | undefined {
    return scalarIdentity(element);
  }

  override equals(other: CelValue, work: Work): CelResult {
    if (!(other instanceof CelList)) return false;
    if (!work.do((this.size + other.size) * stepsPerElement)) return limitExceeded;
    return this.size === other.size && elementsOf(other).every((element) => this.counterpartOf(element) !== undefined);
  }

  override concat(other: CelList, work?: Work): CelResult {
    if (work?.do((this.size + other.size) * stepsPerElement) === false) return limitExceeded;
    const seen = new Set(this.byIdentity.keys());
    const added = elementsOf(other).filter((element) => {
      const identity = this.identityOf(element);
      if (identity === undefined) return true;
      return seen.has(identity) ? false : seen.add(identity);
    });
    return new SetList(new Elements([...elementsOf(this), ...added]));
  }
}

/**
 * x-kubernetes-list-type `map`: elements are identified by their keys, their order is irrelevant, and with `+` the elements of
 * the other list replace those with the same keys.
 */
export class KeyedList extends IdentityList {
  readonly #keys: readonly string[];

  constructor(list: CelList, keys: readonly string[]) {
    super(list);
    this.#keys = keys;
  }

  protected identityOf(element: CelResult): string | undefined {
    if (!(element instanceof CelMap)) return undefined;
    return JSON.stringify(
      this.#keys.map((key) => {
        const value = element.find(escapeFieldName(key) ?? key);
        return value === undefined ? null : (scalarIdentity(value) ?? null);
      }),
    );
  }

  override equals(other: CelValue, work: Work): CelResult {
    if (!(other instanceof CelList) || this.size !== other.size) return false;
    if (!work.do((this.size + other.size) * stepsPerElement)) return limitExceeded;
    for (const element of elementsOf(other)) {
      const own = this.counterpartOf(element);
      if (own === undefined) return false;
      if (element instanceof CelError) return element;
      if (own instanceof CelError) return own;
      const same = equalValues(own, element, work);
      if (same !== true) return same;
    }
    return true;
  }

  override concat(other: CelList, work?: Work): CelResult {
    if (work?.do((this.size + other.size) * stepsPerElement) === false) return limitExceeded;
    const elements = [...elementsOf(this)];
    const places = new Map<string | undefined, number>();
    for (const [index, element] of elements.entries()) places.set(this.identityOf(element), index);
    places.delete(undefined);
    for (const element of elementsOf(other)) {
      const place = places.get(this.identityOf(element));
      if (place === undefined) elements.push(element);
      else elements[place] = element;
    }
    return new KeyedList(new Elements(elements), this.#keys);
  }
}

function elementsOf(list: CelList): readonly CelResult[] {
  return Array.from({ length: list.size }, (_, index) => list.at(index));
}

function scalarIdentity(value: CelResult): string | undefined {
  if (typeof value === "string") return `s${value}`;
  if (typeof value === "bigint") return `i${value}`;
  if (typeof value === "number") return `d${value}`;
  if (typeof value === "boolean" || value === null) return String(value);
  if (value instanceof CelTimestamp) return `t${value.nanos}`;
  if (value instanceof CelUint) return `u${value.value}`;
  return value instanceof Uint8Array ? `b${value.join(",")}` : undefined;
}
