import { type GrowthCase, maps, times } from "./requests.js";

/** Paths, queries and headers. */
export const queryCases: readonly GrowthCase[] = [
  {
    title: "terms of a label selector",
    size: 800,
    request: (n) => ({ method: "GET", path: `${maps}?labelSelector=${times(n, (i) => `k${i}`).join(",")}` }),
  },
  {
    title: "values of a label selector",
    size: 1000,
    request: (n) => ({
      method: "GET",
      path: `${maps}?labelSelector=${encodeURIComponent(`k in (${times(n, (i) => `v${i}`).join(",")})`).replaceAll("%2C", ",")}`,
    }),
  },
  {
    title: "terms of a field selector",
    size: 200,
    request: (n) => ({ method: "GET", path: `${maps}?fieldSelector=${times(n, () => `metadata.name=k`).join(",")}` }),
  },
  {
    title: "length of a continue token",
    size: 1400,
    request: (n) => ({ method: "GET", path: `${maps}?limit=1&continue=${"A".repeat(n)}` }),
  },
  {
    title: "segments of a path",
    size: 1400,
    request: (n) => ({ method: "GET", path: `/api/v1/${"a/".repeat(n / 2)}` }),
  },
  {
    title: "parameters of a query",
    size: 300,
    request: (n) => ({ method: "GET", path: `${maps}?${times(n, (i) => `p${i}=1`).join("&")}` }),
  },
  {
    title: "types of an Accept header",
    size: 100,
    request: (n) => ({
      method: "GET",
      path: maps,
      headers: { accept: times(n, () => "application/x;q=0.1").join(",") },
    }),
  },
];
