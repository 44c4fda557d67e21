import { seededRandom } from "@engenho/core/testing";

/** A CustomResourceDefinition as projects publish them: one version, a deep schema with descriptions. */
export interface Definition {
  readonly name: string;
  readonly group: string;
  readonly plural: string;
  /** As JSON. */
  readonly text: string;
}

type Node = Record<string, unknown>;

const words = (
  "the of a to is and in for that be this pod field if are resource by list not name as container must with on from " +
  "volume set node will selector label value default optional more specified when used defines object reference type"
).split(" ");

/** `count` definitions of about `bytes` each, reproducible by the seed. */
export function* definitions(count: number, bytes: number, seed = 1): Generator<Definition> {
  const random = seededRandom(seed);
  const below = (limit: number) => Math.floor(random.next() * limit);
  // Real definitions embed Kubernetes' own types again and again.
  const sentences = Array.from({ length: 400 }, () => sentence(below));
  const common = new SchemaMaker({ below, sentences, common: [] }, 0).common(120);
  for (let index = 0; index < count; index++) {
    const group = `group${Math.floor(index / 5)}.example.com`;
    const plural = `things${index}`;
    const maker = new SchemaMaker({ below, sentences, common }, bytes);
    const schema = maker.root();
    const definition = {
      apiVersion: "apiextensions.k8s.io/v1",
      kind: "CustomResourceDefinition",
      metadata: { name: `${plural}.${group}`, annotations: { "controller-gen.kubebuilder.io/version": "v0.18.0" } },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural, singular: `thing${index}`, kind: `Thing${index}`, listKind: `Thing${index}List` },
        versions: [
          {
            name: "v1",
            served: true,
            storage: true,
            schema: { openAPIV3Schema: schema },
            subresources: { status: {} },
            additionalPrinterColumns: [{ name: "Age", type: "date", jsonPath: ".metadata.creationTimestamp" }],
          },
        ],
      },
    };
    // Through bytes: V8 represents the result of JSON.stringify as a tree, which would otherwise be flattened during a
    // measurement.
    const text = Buffer.from(JSON.stringify(definition)).toString();
    yield { name: `${plural}.${group}`, group, plural, text };
  }
}

function sentence(below: (limit: number) => number): string {
  const length = 8 + below(20);
  return `${Array.from({ length }, () => words[below(words.length)]).join(" ")}.`;
}

/** What the definitions of one seed share. */
interface World {
  readonly below: (limit: number) => number;
  readonly sentences: readonly string[];
  /** Types that many definitions embed. */
  readonly common: readonly Node[];
}

class SchemaMaker {
  readonly #world: World;
  #left: number;

  constructor(world: World, bytes: number) {
    this.#world = world;
    this.#left = bytes;
  }

  common(count: number): readonly Node[] {
    return Array.from({ length: count }, () => this.#object(4, 6));
  }

  root(): Node {
    const status = this.#object(2, 4);
    const spec: Node = { type: "object", description: this.#text(), properties: {} };
    while (this.#left > 0) {
      const known = this.#world.below(10) < 6 ? this.#world.common[this.#world.below(120)] : undefined;
      if (known !== undefined) this.#left -= JSON.stringify(known).length;
      this.#add(spec.properties as Node, known ?? this.#object(5, 8));
    }
    return {
      description: this.#text(),
      type: "object",
      properties: {
        apiVersion: { description: this.#text(), type: "string" },
        kind: { description: this.#text(), type: "string" },
        metadata: { type: "object" },
        spec,
        status,
      },
    };
  }

  #object(depth: number, width: number): Node {
    const properties: Node = {};
    const fields = 2 + this.#world.below(width);
    for (let index = 0; index < fields; index++) this.#add(properties, this.#node(depth - 1, width));
    const required = Object.keys(properties).slice(0, this.#world.below(2));
    return { description: this.#text(), type: "object", properties, ...(required.length === 0 ? {} : { required }) };
  }

  #node(depth: number, width: number): Node {
    const description = this.#text();
    const choice = this.#world.below(12);
    if (depth > 0) {
      if (choice < 4) return this.#object(depth, width);
      if (choice === 4) return { description, type: "array", items: this.#object(depth, width) };
      if (choice === 5) return { description, type: "object", additionalProperties: { type: "string" } };
    }
    if (choice < 8) return { description, type: "string" };
    if (choice === 8) return { description, type: "integer", format: "int32", minimum: 0 };
    if (choice === 9) return { description, type: "boolean", default: false };
    if (choice === 10)
      return { description, type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$", maxLength: 63 };
    return { description, anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true };
  }

  #add(properties: Node, node: Node): void {
    const name = `${words[this.#world.below(words.length)]}${Object.keys(properties).length}`;
    properties[name] = node;
    this.#left -= 20;
  }

  #text(): string {
    const text = this.#world.sentences[this.#world.below(this.#world.sentences.length)] as string;
    this.#left -= text.length + 60;
    return text;
  }
}
