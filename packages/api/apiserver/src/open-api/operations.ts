import type { KindDefinition, SubresourceDefinition } from "@engenho/registry";
import { connectorPaths, logOperation } from "./connector-paths.js";
import { definitionName, groupWords, listDefinitionName, rootPath, sharedDefinitions } from "./definitions.js";
import {
  bodyParameter,
  deleteCollectionParameters,
  deleteParameters,
  listParameters,
  nameParameter,
  namespaceParameter,
  type Parameter,
  patchParameters,
  prettyParameter,
  sortedParameters,
  writeParameters,
} from "./parameters.js";
import { type Operation, type PathItem, pathItem } from "./path-item.js";

/** The differences between built-in kinds and custom resources, whose operations upstream describes separately. */
interface Style {
  readonly consumes: readonly string[];
  readonly produces: readonly string[];
  readonly watchProduces: readonly string[];
  readonly patchTypes: readonly string[];
  readonly patchCodes: readonly number[];
  readonly listWords: string;
  readonly collectionBody: readonly Parameter[];
  /** Whether the deprecated paths below `/watch/` are published. */
  readonly watches: boolean;
}

const json = "application/json";
const yaml = "application/yaml";
const protobuf = "application/vnd.kubernetes.protobuf";
const deleteBody = bodyParameter(sharedDefinitions.deleteOptions);

const builtInStyle: Style = {
  consumes: ["*/*"],
  produces: [json, yaml, protobuf],
  watchProduces: [json, yaml, protobuf, `${json};stream=watch`, `${protobuf};stream=watch`],
  patchTypes: [
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
    "application/apply-patch+yaml",
  ],
  patchCodes: [200, 201],
  listWords: "list or watch",
  collectionBody: [deleteBody],
  watches: true,
};

/**
 * Upstream: apiextensions-apiserver, controller/openapi/builder. Custom resources do not support strategic merge patches
 * (AP-21).
 */
const customStyle: Style = {
  consumes: [json, yaml],
  produces: [json, yaml],
  watchProduces: [json, yaml],
  patchTypes: ["application/json-patch+json", "application/merge-patch+json", "application/apply-patch+yaml"],
  patchCodes: [200],
  listWords: "list",
  collectionBody: [],
  watches: false,
};

/** The paths of a kind. */
export function pathsOf(definition: KindDefinition): readonly PathItem[] {
  return new Describer(definition).paths();
}

type Draft = Omit<Operation, "parameters" | "consumes" | "produces" | "kind"> &
  Partial<Pick<Operation, "parameters" | "consumes" | "produces" | "kind">>;

class Describer {
  readonly #definition: KindDefinition;
  readonly #style: Style;
  readonly #custom: boolean;
  readonly #name: string;

  constructor(definition: KindDefinition) {
    this.#definition = definition;
    this.#custom = definition.schemaName === undefined;
    this.#style = this.#custom ? customStyle : builtInStyle;
    this.#name = definitionName(definition);
  }

  paths(): readonly PathItem[] {
    const { plural, namespaced, verbs, kind } = this.#definition;
    const root = rootPath(this.#definition);
    const scope = namespaced ? "/namespaces/{namespace}" : "";
    const inScope = namespaced ? [namespaceParameter] : [];
    const named = [...inScope, nameParameter(kind)];
    const drafts: (readonly [path: string, place: readonly Parameter[], operations: readonly Draft[]])[] = [
      [`${root}${scope}/${plural}`, inScope, this.#collection()],
      [`${root}${scope}/${plural}/{name}`, named, this.#object()],
      ...this.#definition.subresources
        .filter(({ connects }) => connects !== true)
        .map(
          (subresource) =>
            [`${root}${scope}/${plural}/{name}/${subresource.name}`, named, this.#subresource(subresource)] as const,
        ),
    ];
    if (namespaced && verbs.includes("list")) drafts.push([`${root}/${plural}`, [], [this.#listEverywhere()]]);
    if (this.#style.watches && verbs.includes("watch")) {
      drafts.push([`${root}/watch${scope}/${plural}`, inScope, [this.#watch("List")]]);
      drafts.push([`${root}/watch${scope}/${plural}/{name}`, named, [this.#watch("")]]);
      if (namespaced) drafts.push([`${root}/watch/${plural}`, [], [this.#watch("ListForAllNamespaces")]]);
    }
    const described = drafts
      .filter(([, , operations]) => operations.length > 0)
      .map(([path, place, operations]) => pathItem(path, this.#complete(operations, place)));
    return [...described, ...this.#connectors(`${root}${scope}/${plural}/{name}`, inScope)];
  }

  #complete(drafts: readonly Draft[], place: readonly Parameter[]): readonly Operation[] {
    const { group, version, kind } = this.#definition;
    const { consumes, produces } = this.#style;
    return drafts.map((draft) => ({
      consumes,
      produces,
      kind: { group, version, kind },
      ...draft,
      parameters: sortedParameters([prettyParameter, ...place, ...(draft.parameters ?? [])]),
    }));
  }

  #collection(): readonly Draft[] {
    const { kind, verbs } = this.#definition;
    const drafts: Draft[] = [];
    if (verbs.includes("list")) drafts.push({ ...this.#listEverywhere(), id: this.#id("list") });
    if (verbs.includes("create")) drafts.push(this.#create(`create${article(kind)}${kind}`));
    if (verbs.includes("deletecollection")) {
      drafts.push({
        method: "delete",
        action: "deletecollection",
        id: this.#id("delete", "Collection"),
        description: `delete collection of ${kind}`,
        parameters: this.#custom ? listParameters : [...this.#style.collectionBody, ...deleteCollectionParameters],
        answer: sharedDefinitions.status,
        codes: [200],
      });
    }
    return drafts;
  }

  #listEverywhere(): Draft {
    const { group, version, kind, namespaced } = this.#definition;
    return {
      method: "get",
      action: "list",
      id: `list${groupWords(group)}${words(version)}${kind}${namespaced ? "ForAllNamespaces" : ""}`,
      description: `${this.#style.listWords} objects of kind ${kind}`,
      parameters: listParameters,
      produces: this.#style.watchProduces,
      answer: listDefinitionName(this.#definition),
      codes: [200],
    };
  }

  #watch(suffix: "" | "List" | "ListForAllNamespaces"): Draft {
    const { group, version, kind } = this.#definition;
    const all = suffix === "ListForAllNamespaces";
    const deprecated = "deprecated: use the 'watch' parameter with a list operation instead";
    return {
      method: "get",
      action: suffix === "" ? "watch" : "watchlist",
      id: all ? `watch${groupWords(group)}${words(version)}${kind}${suffix}` : this.#id("watch", "", suffix),
      description:
        suffix === ""
          ? `watch changes to an object of kind ${kind}. ${deprecated}, filtered to a single item with the 'fieldSelector' parameter.`
          : `watch individual changes to a list of ${kind}. ${deprecated}.`,
      parameters: listParameters,
      produces: this.#style.watchProduces,
      answer: sharedDefinitions.watchEvent,
      codes: [200],
    };
  }

  #object(): readonly Draft[] {
    const { group, kind, verbs, returnsDeletedObject = false } = this.#definition;
    const drafts = this.#readAndWrite(verbs, { words: `the specified ${kind}`, suffix: "", body: this.#name });
    if (!verbs.includes("delete")) return drafts;
    // Upstream documents a Status for a Namespace, and returns the object.
    const documentsStatus = group === "" && kind === "Namespace";
    const remove: Draft = {
      method: "delete",
      action: "delete",
      id: this.#id("delete"),
      description: `delete${article(kind)}${kind}`,
      parameters: [deleteBody, ...deleteParameters],
      answer: returnsDeletedObject && !documentsStatus ? this.#name : sharedDefinitions.status,
      codes: [200, 202],
    };
    return [...drafts, remove];
  }

  #subresource(subresource: SubresourceDefinition): readonly Draft[] {
    const { name, verbs, body } = subresource;
    const suffix = name.charAt(0).toUpperCase() + name.slice(1);
    const answer = subresource.schemaName ?? this.#name;
    const own = { words: `${name} of the specified ${this.#definition.kind}`, suffix, body: answer };
    // For a custom resource, every operation names the kind itself.
    const kind = this.#custom ? {} : { kind: body };
    if (name === "log") return [{ ...logOperation, id: this.#id("read", "", suffix) }];
    const drafts = this.#readAndWrite(verbs, own);
    if (verbs.includes("create")) {
      const { kind: noun } = this.#definition;
      drafts.push(this.#create(`create ${name} of${article(noun)}${noun}`, suffix, answer));
    }
    return drafts.map((draft) => ({ ...draft, ...kind }));
  }

  #connectors(object: string, inScope: readonly Parameter[]): readonly PathItem[] {
    return this.#definition.subresources
      .filter(({ connects }) => connects === true)
      .flatMap((connector) =>
        connectorPaths(connector, { kind: this.#definition.kind, object, inScope, id: this.#id.bind(this) }),
      );
  }

  #create(description: string, suffix = "", body = this.#name): Draft {
    return {
      method: "post",
      action: "post",
      id: this.#id("create", "", suffix),
      description,
      parameters: [...writeParameters, bodyParameter(body)],
      answer: body,
      codes: [200, 201, 202],
    };
  }

  #readAndWrite(
    verbs: readonly string[],
    own: { readonly words: string; readonly suffix: string; readonly body: string },
  ): Draft[] {
    const { words: noun, suffix, body: answer } = own;
    const drafts: Draft[] = [];
    if (verbs.includes("get")) {
      const id = this.#id("read", "", suffix);
      const parameters = this.#custom ? [resourceVersionParameter] : [];
      drafts.push({ method: "get", action: "get", id, description: `read ${noun}`, parameters, answer, codes: [200] });
    }
    if (verbs.includes("update")) {
      drafts.push({
        method: "put",
        action: "put",
        id: this.#id("replace", "", suffix),
        description: `replace ${noun}`,
        parameters: [...writeParameters, bodyParameter(answer)],
        answer,
        codes: [200, 201],
      });
    }
    if (verbs.includes("patch")) {
      drafts.push({
        method: "patch",
        action: "patch",
        id: this.#id("patch", "", suffix),
        description: `partially update ${noun}`,
        parameters: [...patchParameters, bodyParameter(sharedDefinitions.patch)],
        consumes: this.#style.patchTypes,
        answer,
        codes: this.#style.patchCodes,
      });
    }
    return drafts;
  }

  #id(verb: string, middle = "", suffix = ""): string {
    const { group, version, kind, namespaced } = this.#definition;
    return `${verb}${groupWords(group)}${words(version)}${middle}${namespaced ? "Namespaced" : ""}${kind}${suffix}`;
  }
}

const resourceVersionParameter = listParameters.find(({ name }) => name === "resourceVersion") as Parameter;

function words(version: string): string {
  return version.charAt(0).toUpperCase() + version.slice(1);
}

/** ` a ` or ` an `; only a space before a plural (upstream: GetArticleForNoun). */
function article(noun: string): string {
  if (noun.endsWith("s") && !noun.endsWith("ss")) return " ";
  return /^[aeiou]/i.test(noun) ? " an " : " a ";
}
