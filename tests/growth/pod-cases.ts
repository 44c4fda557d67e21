import { type GrowthCase, pod, pods, post, record, times } from "./requests.js";

/** Lists and strings of Pods. */
export const podCases: readonly GrowthCase[] = [
  {
    title: "init containers",
    size: 100,
    request: (n) => post(pods, pod(n, { initContainers: times(n, (i) => ({ name: `c${i}`, image: "i" })) })),
  },
  {
    title: "tolerations",
    size: 333,
    request: (n) => post(pods, pod(n, { tolerations: times(n, (i) => ({ key: `k${i}`, operator: "Exists" })) })),
  },
  {
    title: "host aliases",
    size: 333,
    request: (n) =>
      post(pods, pod(n, { hostAliases: times(n, (i) => ({ ip: `10.0.${i % 250}.1`, hostnames: [`h${i}`] })) })),
  },
  {
    title: "scheduling gates",
    size: 333,
    request: (n) => post(pods, pod(n, { schedulingGates: times(n, (i) => ({ name: `g${i}` })) })),
  },
  {
    title: "digits of a quantity",
    size: 666,
    request: (n) =>
      post(pods, pod(n, { containers: [{ name: "c", image: "i", resources: { limits: { cpu: "1".repeat(n) } } }] })),
  },
  {
    title: "exponent of a quantity",
    size: 90_000_000,
    request: (n) =>
      post(pods, pod(n, { containers: [{ name: "c", image: "i", resources: { limits: { cpu: `1e${n}` } } }] })),
  },
  {
    title: "negative exponent of a quantity",
    size: 90_000_000,
    request: (n) =>
      post(pods, pod(n, { containers: [{ name: "c", image: "i", resources: { limits: { cpu: `1e-${n}` } } }] })),
  },
  {
    title: "length of an image",
    size: 10000,
    request: (n) => post(pods, pod(n, { containers: [{ name: "c", image: "a/".repeat(n) }] })),
  },
  {
    title: "length of a host IP",
    size: 10000,
    request: (n) => post(pods, pod(n, { hostAliases: [{ ip: "1:".repeat(n) }] })),
  },
  {
    title: "length of a command",
    size: 1666,
    request: (n) => post(pods, pod(n, { containers: [{ name: "c", image: "i", command: times(n, () => "x") }] })),
  },
  {
    title: "containers",
    size: 100,
    request: (n) =>
      post(
        pods,
        pod(n, { containers: times(n, (i) => ({ name: `c${i}`, image: "i", ports: [{ containerPort: 80 }] })) }),
      ),
  },
  {
    title: "volumes and mounts",
    size: 133,
    request: (n) =>
      post(
        pods,
        pod(n, {
          volumes: times(n, (i) => ({ name: `v${i}`, emptyDir: {} })),
          containers: [
            { name: "c", image: "i", volumeMounts: times(n, (i) => ({ name: `v${i}`, mountPath: `/m${i}` })) },
          ],
        }),
      ),
  },
  {
    title: "ports",
    size: 200,
    request: (n) =>
      post(
        pods,
        pod(n, {
          containers: [
            {
              name: "c",
              image: "i",
              ports: times(n, (i) => ({ containerPort: i + 1, name: `p${i}`, hostPort: i + 1 })),
            },
          ],
        }),
      ),
  },
  {
    title: "environment",
    size: 333,
    request: (n) =>
      post(
        pods,
        pod(n, { containers: [{ name: "c", image: "i", env: times(n, (i) => ({ name: `E${i}`, value: "v" })) }] }),
      ),
  },
  {
    title: "topology spread constraints",
    size: 166,
    request: (n) =>
      post(
        pods,
        pod(n, {
          topologySpreadConstraints: times(n, (i) => ({
            maxSkew: 1,
            topologyKey: `k${i}`,
            whenUnsatisfiable: "DoNotSchedule",
          })),
        }),
      ),
  },
  {
    title: "match expressions",
    size: 333,
    request: (n) =>
      post(
        pods,
        pod(n, {
          affinity: {
            nodeAffinity: {
              requiredDuringSchedulingIgnoredDuringExecution: {
                nodeSelectorTerms: [
                  { matchExpressions: times(n, (i) => ({ key: `k${i}`, operator: "In", values: ["a"] })) },
                ],
              },
            },
          },
        }),
      ),
  },
  {
    title: "resource claims",
    size: 166,
    request: (n) =>
      post(
        pods,
        pod(n, {
          resourceClaims: times(n, (i) => ({ name: `r${i}`, resourceClaimName: "x" })),
          containers: [{ name: "c", image: "i", resources: { claims: times(n, (i) => ({ name: `r${i}` })) } }],
        }),
      ),
  },
  {
    title: "resource names",
    size: 333,
    request: (n) =>
      post(
        pods,
        pod(n, { containers: [{ name: "c", image: "i", resources: { limits: record(n, () => "1", "x.y/r") } }] }),
      ),
  },
  {
    title: "decimals of a quantity",
    size: 666,
    request: (n) =>
      post(
        pods,
        pod(n, { containers: [{ name: "c", image: "i", resources: { limits: { cpu: `0.${"1".repeat(n)}` } } }] }),
      ),
  },
];
