import type { ApiClient, ApiRequest } from "../client/api-client.js";
import type { Definition } from "../world/definitions.js";

/** One operation on the program; `work` returns how long each part of it took, in milliseconds. */
export interface Phase {
  readonly title: string;
  readonly work: () => Promise<readonly number[]>;
  /** Whether it deletes what the other phases have created. */
  readonly isDeletion?: boolean;
}

const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const protobuf = "application/vnd.kubernetes.protobuf";
const documentInProtobuf = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";
const meta = "v=v1;g=meta.k8s.io";
const aggregated = "application/json;v=v2;g=apidiscovery.k8s.io;as=APIGroupDiscoveryList";

/** Everything that clients do with many definitions, in order. */
export function phasesOf(
  client: ApiClient,
  { all, large }: { readonly all: readonly Definition[]; readonly large: Definition },
): readonly Phase[] {
  const timed = async (work: () => Promise<unknown>) => {
    const startedMs = performance.now();
    await work();
    return performance.now() - startedMs;
  };
  const inTurn =
    <T>(items: readonly T[], work: (item: T) => Promise<unknown>) =>
    async () => {
      const times: number[] = [];
      for (const item of items) times.push(await timed(() => work(item)));
      return times;
    };
  const get = (request: Omit<ApiRequest, "method">) => client.accept({ method: "GET", ...request });
  const fetched = (title: string, request: Omit<ApiRequest, "method">): Phase => ({
    title,
    work: async () => [await timed(() => get(request)), await timed(() => get(request))],
  });
  const create = ({ text }: Definition) => client.accept({ method: "POST", path: `${path}?fieldManager=bench`, text });
  const half = Math.floor(all.length / 2);
  const version2 = { path: "/openapi/v2", gzip: true };
  return [
    { title: "one second after the ready line", work: async () => [await timed(() => pause(1000))] },
    fetched("the first /openapi/v2, then again", version2),
    fetched("the first /openapi/v2 in protobuf, then again", { ...version2, accept: documentInProtobuf }),
    fetched("the first index of /openapi/v3, then again", { path: "/openapi/v3", gzip: true }),
    { title: "create the first", work: inTurn(all.slice(0, 1), create) },
    { title: "create, one after the other", work: inTurn(all.slice(1, half), create) },
    {
      title: "create another, then fetch /openapi/v2",
      work: inTurn(all.slice(half), async (definition) => {
        await create(definition);
        await get(version2);
      }),
    },
    fetched("/openapi/v2 not compressed, then again", { path: "/openapi/v2" }),
    fetched("/openapi/v2 in protobuf, then again", { ...version2, accept: documentInProtobuf }),
    fetched("the index of /openapi/v3, then again", { path: "/openapi/v3", gzip: true }),
    fetched("aggregated discovery, then again", { path: "/apis", accept: aggregated }),
    fetched("list all in JSON, then again", { path }),
    fetched("list all as a Table, then again", { path, accept: `application/json;as=Table;${meta}` }),
    fetched("list all in protobuf, then again", { path, accept: protobuf }),
    fetched("list their metadata in protobuf, then again", {
      path,
      accept: `${protobuf};as=PartialObjectMetadataList;${meta}`,
    }),
    fetched("list all in YAML, then again", { path, accept: "application/yaml" }),
    {
      title: "watch all from the beginning",
      work: async () => [await timed(() => watched(client, all.length))],
    },
    {
      title: "create the first object of a kind",
      work: inTurn(all.slice(0, 50), (each) => createObject(client, each)),
    },
    { title: "create one with a schema of 1 MB", work: inTurn([large], create) },
    fetched("then fetch /openapi/v2, then again", version2),
    {
      title: "delete, one after the other",
      isDeletion: true,
      work: inTurn([...all, large], ({ name }) => client.accept({ method: "DELETE", path: `${path}/${name}` })),
    },
  ];
}

/** Resolves when a watch has delivered this many objects. */
async function watched(client: ApiClient, count: number): Promise<void> {
  let seen = 0;
  let done: () => void = () => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  const watch = client.watch(path, () => {
    if (++seen === count) done();
  });
  await all;
  watch.close();
}

/** Whether an empty spec is valid under its schema does not matter. */
function createObject(client: ApiClient, { group, plural }: Definition): Promise<unknown> {
  const body = {
    apiVersion: `${group}/v1`,
    kind: plural.replace("things", "Thing"),
    metadata: { name: "one" },
    spec: {},
  };
  return client.send({ method: "POST", path: `/apis/${group}/v1/namespaces/default/${plural}`, body });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
