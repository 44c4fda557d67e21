import { keySetPath, openIdConfigurationPath } from "@engenho/authentication";
import type { Group, GroupVersion } from "../catalogue/kind-table.js";
import { groupWords, rootPath, tagOf } from "./definitions.js";
import { type Operation, type PathItem, pathItem } from "./path-item.js";
import { plainText } from "./references.js";

const plainTypes = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"] as const;
const meta = "io.k8s.apimachinery.pkg.apis.meta.v1.";

/** A path with its tag: the discovery of what is below it. */
export interface TaggedPath {
  readonly item: PathItem;
  readonly tag: string;
}

/** The discovery documents of ServiceAccount tokens (upstream: pkg/routes/openidmetadata.go). */
const openIdPaths: readonly (TaggedPath & { readonly served: string })[] = [
  {
    served: openIdConfigurationPath,
    ...tagged(
      `${openIdConfigurationPath}/`,
      "WellKnown",
      openId({
        id: "getServiceAccountIssuerOpenIDConfiguration",
        description: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
        produces: "application/json",
      }),
    ),
  },
  {
    served: keySetPath,
    ...tagged(
      `${keySetPath}/`,
      "openid",
      openId({
        id: "getServiceAccountIssuerOpenIDKeyset",
        description: "get service account issuer OpenID JSON Web Key Set (contains public token verification keys)",
        produces: "application/jwk-set+json",
      }),
    ),
  },
];

/** `/api/`, `/apis/`, `/version/`, and those of the discovery documents of ServiceAccount tokens that are in `served`. */
export function rootPaths(served: ReadonlySet<string>): readonly TaggedPath[] {
  const version: Operation = {
    ...discovery(
      "getCodeVersion",
      "get the version information for this server",
      "io.k8s.apimachinery.pkg.version.Info",
    ),
    consumes: ["application/json"],
    produces: ["application/json"],
  };
  return [
    tagged("/api/", "core", discovery("getCoreAPIVersions", "get available API versions", `${meta}APIVersions`)),
    tagged("/apis/", "apis", discovery("getAPIVersions", "get available API versions", `${meta}APIGroupList`)),
    tagged("/version/", "version", version),
    ...openIdPaths.filter((path) => served.has(path.served)),
  ];
}

/** `/apis/apps/`; none for core. */
export function groupPath({ name }: Group): TaggedPath | undefined {
  if (name === "") return undefined;
  const words = groupWords(name);
  const operation = discovery(`get${words}APIGroup`, "get information of a group", `${meta}APIGroup`);
  return tagged(`/apis/${name}/`, words.charAt(0).toLowerCase() + words.slice(1), operation);
}

/** `/apis/apps/v1/`, `/api/v1/`. */
export function groupVersionPath(version: GroupVersion): TaggedPath {
  const name = `${groupWords(version.group)}${version.version.charAt(0).toUpperCase()}${version.version.slice(1)}`;
  const operation = discovery(`get${name}APIResources`, "get available resources", `${meta}APIResourceList`);
  return tagged(`${rootPath(version)}/`, tagOf(version), operation);
}

function discovery(id: string, description: string, answer: string): Operation {
  return {
    method: "get",
    id,
    description,
    parameters: [],
    consumes: plainTypes,
    produces: plainTypes,
    answer,
    codes: [200],
  };
}

function openId({
  id,
  description,
  produces,
}: {
  readonly id: string;
  readonly description: string;
  readonly produces: string;
}): Operation {
  return {
    method: "get",
    id,
    description,
    parameters: [],
    consumes: [],
    produces: [produces],
    answer: plainText,
    codes: [200],
  };
}

function tagged(path: string, tag: string, operation: Operation): TaggedPath {
  return { item: pathItem(path, [operation]), tag };
}
