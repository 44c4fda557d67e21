import type { KubernetesObject } from "@engenho/core";

/** The parameters of {@link deployment}. */
export interface DeploymentManifest {
  readonly name: string;
  readonly replicas: number;
  readonly namespace?: string;
  readonly image?: string;
}

/** A typical Deployment: one container with a port, resources and a readiness probe; 25 % / 25 % by default. */
export function deployment({ name, replicas, namespace = "default", image = "nginx:1.27" }: DeploymentManifest) {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container(image)] } },
    },
  } satisfies KubernetesObject & { readonly spec: unknown };
}

function container(image: string) {
  return {
    name: "web",
    image,
    ports: [{ name: "http", containerPort: 8080 }],
    env: [{ name: "GREETING", value: "hello" }],
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "128Mi" } },
    readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
  };
}

/** A strategic merge patch that changes the image of the Deployment's container, which causes a rollout. */
export function imagePatch(image: string) {
  return { spec: { template: { spec: { containers: [{ name: "web", image }] } } } };
}

/** A Service that selects the pods of the Deployment with the name `app`. */
export function service(name: string, app: string, namespace = "default") {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name, namespace },
    spec: { selector: { app }, ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }] },
  } satisfies KubernetesObject & { readonly spec: unknown };
}
