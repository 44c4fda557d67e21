import { deepEqual, type SchemaNode } from "@engenho/machinery";
import { keyedLookup } from "./keyed-lookup.js";

type Fields = Readonly<Record<string, unknown>>;

/** A value and its correlated old value, if there is one (common/equality.go). */
export class CorrelatedValue {
  readonly #value: unknown;
  readonly #old: unknown;
  readonly #node: SchemaNode;
  #isUnchanged: boolean | undefined;
  #oldItem: ((item: unknown) => unknown) | undefined;
  /** Created for the first child: most values need none. */
  #children: Map<string | number, CorrelatedValue | undefined> | undefined;

  constructor(value: unknown, old: unknown, node: SchemaNode) {
    this.#value = value;
    this.#old = old;
    this.#node = node;
  }

  /** Whether nothing has changed; in lists of type map the order is irrelevant. */
  get isUnchanged(): boolean {
    this.#isUnchanged ??= this.#compare();
    return this.#isUnchanged;
  }

  /** The field or entry with this key, if both values have it and the schema declares it. */
  key(name: string): CorrelatedValue | undefined {
    if (this.#children?.has(name) === true) return this.#children.get(name);
    const [value, old] = [this.#value, this.#old];
    const node =
      isFields(value) && isFields(old) && Object.hasOwn(value, name) && Object.hasOwn(old, name)
        ? childNode(this.#node, name)
        : undefined;
    const child = node && new CorrelatedValue((value as Fields)[name], (old as Fields)[name], node);
    return this.#remember(name, child);
  }

  /** The item at an index, if the old list has one with the same keys. */
  index(index: number): CorrelatedValue | undefined {
    if (this.#children?.has(index) === true) return this.#children.get(index);
    const { items } = this.#node;
    const old = items !== undefined && Array.isArray(this.#value) ? this.#oldItemOf(this.#value[index]) : undefined;
    const child =
      items === undefined || old === undefined || old === null
        ? undefined
        : new CorrelatedValue((this.#value as readonly unknown[])[index], old, items);
    return this.#remember(index, child);
  }

  #remember(place: string | number, child: CorrelatedValue | undefined): CorrelatedValue | undefined {
    this.#children ??= new Map();
    this.#children.set(place, child);
    return child;
  }

  #oldItemOf(item: unknown): unknown {
    this.#oldItem ??= keyedLookup(this.#node, this.#old);
    return this.#oldItem(item);
  }

  #compare(): boolean {
    const [value, old] = [this.#value, this.#old];
    if (Array.isArray(value) && Array.isArray(old) && this.#node["x-kubernetes-list-type"] === "map") {
      return value.length === old.length && value.every((_, index) => this.index(index)?.isUnchanged === true);
    }
    if (!isFields(value) || !isFields(old)) return deepEqual(value, old);
    const names = Object.keys(value);
    return names.length === Object.keys(old).length && names.every((name) => this.key(name)?.isUnchanged === true);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function childNode({ properties = {}, additionalProperties }: SchemaNode, name: string): SchemaNode | undefined {
  if (Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}
