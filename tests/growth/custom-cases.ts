import { crd, crds, type GrowthCase, post, record, thing, things, times } from "./requests.js";

/** Custom objects and their definitions. */
export const customCases: readonly GrowthCase[] = [
  {
    title: "items of a set of a custom object",
    size: 1333,
    request: (n) => post(things, thing(n, { set: times(n, (i) => `v${i}`) })),
  },
  {
    title: "equal items of a set of a custom object",
    size: 1333,
    request: (n) => post(things, thing(n, { set: times(n, () => "v") })),
  },
  {
    title: "objects in a set of a custom object",
    size: 666,
    request: (n) => post(things, thing(n, { objects: times(n, (i) => ({ a: `v${i}` })) })),
  },
  {
    title: "items of a list map of a custom object",
    size: 666,
    request: (n) => post(things, thing(n, { map: times(n, (i) => ({ a: `v${i}`, b: i })) })),
  },
  {
    title: "length of a text with a pattern",
    size: 333,
    request: (n) => post(things, thing(n, { pattern: `${"a".repeat(n)}!` })),
  },
  {
    title: "texts with a pattern",
    size: 133,
    request: (n) => post(things, thing(n, { patterns: times(n, () => "aaaaaaaaa!") })),
  },
  {
    title: "values of an enum",
    size: 1333,
    request: (n) => post(things, thing(n, { choice: times(n, () => "e499") })),
  },
  {
    title: "wrong values of an enum",
    size: 66,
    request: (n) => post(things, thing(n, { choice: times(n, () => "no") })),
  },
  {
    title: "values of a format",
    size: 666,
    request: (n) => post(things, thing(n, { format: times(n, () => "2026-01-01T00:00:00Z") })),
  },
  {
    title: "wrong values of a format",
    size: 333,
    request: (n) => post(things, thing(n, { format: times(n, () => "x") })),
  },
  {
    title: "fields that a custom object does not have",
    size: 1333,
    request: (n) =>
      post(
        things,
        thing(
          n,
          record(n, () => 1),
        ),
      ),
  },
  {
    title: "free fields of a custom object",
    size: 1333,
    request: (n) => post(things, thing(n, { free: record(n, (i) => ({ a: [i] })) })),
  },
  {
    title: "properties of a definition",
    size: 100,
    request: (n) => post(crds, crd(record(n, () => ({ type: "string", pattern: "^a+$" })))),
  },
  {
    title: "wrong properties of a definition",
    size: 100,
    request: (n) => post(crds, crd(record(n, () => ({ type: "nope" })))),
  },
  {
    title: "values of an enum of a definition",
    size: 333,
    request: (n) => post(crds, crd({ a: { type: "string", enum: times(n, (i) => `e${i}`) } })),
  },
  {
    title: "length of a pattern of a definition",
    size: 100,
    request: (n) => post(crds, crd({ a: { type: "string", pattern: "(a|b)*".repeat(n) } })),
  },
  {
    title: "repetitions of a pattern of a definition",
    size: 33,
    request: (n) => post(crds, crd({ a: { type: "string", pattern: `(a{1,${n}})` } })),
  },
  {
    title: "columns of a definition",
    size: 100,
    request: (n) => {
      const made = crd({});
      Object.assign(made.spec.versions[0] as object, {
        additionalPrinterColumns: times(n, (i) => ({ name: `c${i}`, type: "string", jsonPath: ".spec.a" })),
      });
      return post(crds, made);
    },
  },
  {
    title: "versions of a definition",
    size: 20,
    request: (n) => {
      const made = crd({});
      const [first] = made.spec.versions;
      Object.assign(made.spec, { versions: times(n, (i) => ({ ...first, name: `v${i + 1}`, storage: i === 0 })) });
      return post(crds, made);
    },
  },
];
