import { messageOf } from "./wire.mjs";

const metadata = [
  [1, "a"],
  [3, "fuzz"],
];

/** Objects that are sent and never read, by hand: their fields' numbers are those of upstream's generated.proto files. */
const sentOnly = [
  [
    "v1",
    "Binding",
    [
      [1, metadata],
      [
        2,
        [
          [1, "Node"],
          [3, "n"],
        ],
      ],
    ],
  ],
  [
    "policy/v1",
    "Eviction",
    [
      [1, metadata],
      [2, [[1, 0]]],
    ],
  ],
  [
    "autoscaling/v1",
    "Scale",
    [
      [1, metadata],
      [2, [[1, 3]]],
    ],
  ],
  [
    "authentication.k8s.io/v1",
    "TokenRequest",
    [
      [1, metadata],
      [
        2,
        [
          [1, "a"],
          [4, 3600],
          [
            3,
            [
              [1, "Pod"],
              [2, "v1"],
              [3, "a"],
            ],
          ],
        ],
      ],
    ],
  ],
  [
    "v1",
    "DeleteOptions",
    [
      [1, 0],
      [2, [[1, "u"]]],
      [4, "Background"],
    ],
  ],
];

/**
 * The samples in protobuf, as the server encodes them, by group version and kind; not for kinds without a protobuf
 * representation, such as custom resources.
 */
export async function messagesOf(client, resources) {
  const messages = new Map(
    sentOnly.map(([apiVersion, kind, fields]) => [`${apiVersion} ${kind}`, messageOf(apiVersion, kind, fields)]),
  );
  const headers = { "content-type": "application/json", accept: "application/vnd.kubernetes.protobuf" };
  for (const { groupVersion, plural, namespaced, kind, content } of resources) {
    const root = groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`;
    const seed = { name: "seed", labels: { app: "web" }, annotations: { a: "b" }, finalizers: ["a.b/c"] };
    const body = JSON.stringify({ apiVersion: groupVersion, kind, metadata: seed, ...content });
    const path = `${root}${namespaced ? "/namespaces/fuzz" : ""}/${plural}?dryRun=All`;
    const { code, bytes } = await client.send({ method: "POST", path, headers, body }, 30_000);
    if (code === 201 && bytes.subarray(0, 3).toString() === "k8s") messages.set(`${groupVersion} ${kind}`, bytes);
  }
  return messages;
}
