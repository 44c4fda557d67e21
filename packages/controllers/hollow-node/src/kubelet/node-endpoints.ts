import { type KubeletAnswer, type Node, pods, type Store, type Stored } from "@engenho/core";
import { isHollow } from "../nodes/hollow-node.js";

/** What the kubelet of a hollow node answers to a GET; undefined for a path that it does not serve, and for other nodes. */
export async function readNode(node: Stored<Node>, path: string, store: Store): Promise<KubeletAnswer | undefined> {
  if (!isHollow(node)) return undefined;
  switch (path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path) {
    case "/healthz":
      return { contentType: "text/plain; charset=utf-8", body: "ok" };
    case "/pods": {
      const fieldSelector = [{ field: "spec.nodeName", operator: "=", value: node.metadata.name }] as const;
      const { items } = await store.list(pods, { fieldSelector });
      return json({ kind: "PodList", apiVersion: "v1", metadata: {}, items });
    }
    case "/configz":
      return json({ kubeletconfig: { kind: "KubeletConfiguration", apiVersion: "kubelet.config.k8s.io/v1beta1" } });
    default:
      return undefined;
  }
}

function json(value: object): KubeletAnswer {
  return { contentType: "application/json", body: JSON.stringify(value) };
}
