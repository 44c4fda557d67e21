import { type GrowthCase, map, maps, nested, post, record, times } from "./requests.js";

/** The encoding of a body. */
export const bodyCases: readonly GrowthCase[] = [
  { title: "keys of a map", size: 1333, request: (n) => post(maps, map(n, { data: record(n, () => "v") })) },
  {
    title: "keys of a map in YAML",
    size: 1333,
    request: (n) =>
      post(
        maps,
        `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n${times(n, (i) => `  k${i}: v\n`).join("")}`,
        "application/yaml",
      ),
  },
  { title: "items of a list in YAML", size: 9000, request: (n) => post(maps, "- a\n".repeat(n), "application/yaml") },
  { title: "equal keys in YAML", size: 3333, request: (n) => post(maps, "a: 1\n".repeat(n), "application/yaml") },
  {
    title: "anchors and aliases in YAML",
    size: 3333,
    request: (n) => post(maps, times(n, (i) => `- &a${i} x\n- *a${i}\n`).join(""), "application/yaml"),
  },
  {
    title: "merges in YAML",
    size: 1666,
    request: (n) => post(maps, `b: &b {x: 1}\nl:\n${"- {<<: *b}\n".repeat(n)}`, "application/yaml"),
  },
  { title: "depth of YAML", size: 66, request: (n) => post(maps, nested(n, "[", "]"), "application/yaml") },
  {
    title: "lines of a text in YAML",
    size: 13333,
    request: (n) => post(maps, `a: |\n${"  x\n".repeat(n)}`, "application/yaml"),
  },
  {
    title: "length of a quoted text in YAML",
    size: 33333,
    request: (n) => post(maps, `a: "${"\\n".repeat(n)}"`, "application/yaml"),
  },
  { title: "documents in YAML", size: 13333, request: (n) => post(maps, "---\n".repeat(n), "application/yaml") },
  {
    title: "equal keys",
    size: 3333,
    request: (n) => post(maps, `{"metadata":{"name":"a"},"data":{${Array(n).fill('"a":"b"').join(",")}}}`),
  },
  {
    title: "equal keys 500 deep next to an unknown field",
    size: 3333,
    request: (n) =>
      post(maps, `{"metadata":{"name":"a"},"x":${nested(500, '{"a":', "}", `{${Array(n).fill('"b":1').join(",")}}`)}}`),
  },
  { title: "brackets", size: 33333, request: (n) => post(maps, nested(n, "[", "]")) },
  { title: "open brackets", size: 33333, request: (n) => post(maps, "[".repeat(n)) },
  {
    title: "depth of an unknown field",
    size: 300,
    request: (n) => post(maps, `{"metadata":{"name":"a"},"x":${nested(n, '{"a":', "}")}}`),
  },
  {
    title: "unknown fields",
    size: 3333,
    request: (n) =>
      post(
        maps,
        map(
          n,
          record(n, () => 1, "x"),
        ),
      ),
  },
  { title: "fields of wrong types", size: 1333, request: (n) => post(maps, map(n, { data: record(n, () => 1) })) },
  {
    title: "groups of a review",
    size: 666,
    request: (n) =>
      post("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
        spec: { user: "u", groups: times(n, (i) => `g${i}`), resourceAttributes: {} },
      }),
  },
  {
    title: "length of a token review",
    size: 33333,
    request: (n) => post("/apis/authentication.k8s.io/v1/tokenreviews", { spec: { token: "x".repeat(n) } }),
  },
  {
    title: "preconditions and options of a deletion",
    size: 1666,
    request: (n) => ({
      method: "DELETE",
      path: `${maps}/none`,
      body: JSON.stringify({ dryRun: times(n, () => "All") }),
    }),
  },
];
