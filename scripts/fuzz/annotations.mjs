import { anyValue, mutated } from "./mutate.mjs";

const toleration = { key: "a", operator: "Exists", effect: "NoSchedule" };

/** Annotations that are read as JSON or otherwise parsed, each with a valid value. */
const read = {
  "autoscaling.alpha.kubernetes.io/metrics": [
    { type: "Resource", resource: { name: "memory", targetAverageUtilization: 50 } },
    { type: "External", external: { metricName: "m", metricSelector: { matchLabels: { a: "b" } }, targetValue: "1" } },
  ],
  "autoscaling.alpha.kubernetes.io/current-metrics": [
    { type: "Resource", resource: { name: "cpu", currentAverageUtilization: 50, currentAverageValue: "1" } },
  ],
  "autoscaling.alpha.kubernetes.io/conditions": [{ type: "AbleToScale", status: "True" }],
  "autoscaling.alpha.kubernetes.io/behavior": {
    ScaleUp: {
      StabilizationWindowSeconds: 1,
      SelectPolicy: "Max",
      Policies: [{ Type: "Pods", Value: 1, PeriodSeconds: 15 }],
    },
  },
  "kubectl.kubernetes.io/last-applied-configuration": {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "a" },
    spec: {},
  },
  "scheduler.alpha.kubernetes.io/defaultTolerations": [toleration],
  "scheduler.alpha.kubernetes.io/tolerationsWhitelist": [toleration],
  "scheduler.alpha.kubernetes.io/tolerations": [toleration],
  "scheduler.alpha.kubernetes.io/taints": [{ key: "a", effect: "NoSchedule" }],
  "scheduler.alpha.kubernetes.io/preferAvoidPods": {
    preferAvoidPods: [{ podSignature: { podController: { kind: "ReplicationController" } } }],
  },
  "scheduler.alpha.kubernetes.io/node-selector": "a=b,c=d",
  "controller.kubernetes.io/pod-deletion-cost": "1",
  "deployment.kubernetes.io/revision": "1",
  "deployment.kubernetes.io/desired-replicas": "2",
  "service.beta.kubernetes.io/load-balancer-source-ranges": "10.0.0.0/8",
  "engenho.dev/exec": [{ command: ["a"], stdout: "b", exitCode: 0 }],
  "engenho.dev/log": "line",
  "engenho.dev/ports": [{ port: 80 }],
  "engenho.dev/usage": { c: { cpu: "1", memory: "1Gi" } },
  "engenho.dev/pod-behaviour": "fail",
  "security.alpha.kubernetes.io/sysctls": "a=b",
};

/** One of these annotations, whose value may be changed. */
export function readAnnotation(random) {
  const [name, value] = random.pick(Object.entries(read));
  const changed = random.chance(0.2) ? anyValue(random) : mutated(random, { value }).value;
  return { [name]: typeof changed === "string" ? changed : (JSON.stringify(changed) ?? "") };
}
