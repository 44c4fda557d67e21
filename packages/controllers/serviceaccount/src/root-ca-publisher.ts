import {
  type Clock,
  type ConfigMap,
  checkOptions,
  configMaps,
  copyWith,
  findObject,
  type KeyedController,
  type Logger,
  makeKey,
  type OptionRules,
  optionRules,
  type Store,
  splitKey,
} from "@engenho/core";
import { createPerNamespaceController } from "./per-namespace.js";

/** Options of {@link createRootCaPublisher}. */
export interface RootCaPublisherOptions {
  /** The store with the Namespaces; the ConfigMaps `kube-root-ca.crt` are written to it. */
  readonly store: Store;
  /** The CA certificates that clients in the cluster trust, in PEM. */
  readonly rootCa: string;
  /** Default: the system's. */
  readonly clock?: Clock;
  /** Default: warnings and errors go to the console. */
  readonly logger?: Logger;
}

const configMapName = "kube-root-ca.crt";
const kind = { apiVersion: "v1", kind: "ConfigMap" } as const;
const descriptionAnnotation = "kubernetes.io/description";
const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. " +
  "No other usage is guaranteed across distributions of Kubernetes clusters.";

const rules: OptionRules<keyof RootCaPublisherOptions> = {
  store: optionRules.required(optionRules.store),
  clock: optionRules.clock,
  logger: optionRules.logger,
  rootCa: optionRules.required(optionRules.text),
};

/**
 * The root CA certificate publisher: maintains the ConfigMap `kube-root-ca.crt` in every namespace that is not terminating
 * (upstream: pkg/controller/certificates/rootcacertpublisher/publisher.go).
 */
export function createRootCaPublisher(options: RootCaPublisherOptions): KeyedController {
  checkOptions("createRootCaPublisher", options, rules);
  const { store, rootCa, clock, logger } = options;
  const data = { "ca.crt": rootCa };
  return createPerNamespaceController({
    name: "root-ca-certificate-publisher-controller",
    store,
    clock,
    logger,
    kind,
    objectNames: new Set([configMapName]),
    async ensure(namespace) {
      const key = makeKey(namespace.metadata.name, configMapName);
      const current = await findObject(store, configMaps, splitKey(key));
      if (current === undefined) {
        const metadata = {
          name: configMapName,
          namespace: namespace.metadata.name,
          annotations: { [descriptionAnnotation]: description },
        };
        await store.create<ConfigMap>(copyWith(kind, { metadata, data }));
        return true;
      }
      const annotations = current.metadata.annotations ?? {};
      const isRight = Object.keys(current.data ?? {}).length === 1 && current.data?.["ca.crt"] === rootCa;
      if (isRight && Object.hasOwn(annotations, descriptionAnnotation)) return false;
      const metadata = { ...current.metadata, annotations: { ...annotations, [descriptionAnnotation]: description } };
      await store.update<ConfigMap>({ ...current, metadata, data });
      return true;
    },
  });
}
