import { compileLabelSelector, type Pod, type Stored } from "@engenho/core";
import { describe, expect, it } from "vitest";
import { PodFacts, podFact } from "../src/pod-facts.js";
import { replicaSetKind, storedPod, storedReplicaSet } from "./objects.js";

const { controlled, active, selected, fullyLabeled, ready } = podFact;
const web = storedReplicaSet("web");
const selector = compileLabelSelector(web.spec?.selector);

/** A pod that counts how often its labels are read. */
function countedPods(count: number): { readonly pods: readonly Stored<Pod>[]; looks(): number } {
  let looks = 0;
  const pods = Array.from({ length: count }, (_, index) => {
    const pod = storedPod(`p${String(index).padStart(3, "0")}`, { owner: web, readyMs: 0 });
    return Object.defineProperty({ ...pod }, "metadata", {
      get() {
        looks++;
        return pod.metadata;
      },
    });
  });
  return { pods, looks: () => looks };
}

describe("PodFacts", () => {
  it("returns the facts of a pod for its ReplicaSet", () => {
    const facts = new PodFacts(replicaSetKind);
    const owned = [
      storedPod("a", { owner: web, readyMs: 0 }),
      storedPod("b", { owner: web, labels: { app: "other" } }),
      storedPod("c", { owner: { ...web, metadata: { ...web.metadata, name: "namesake" } } }),
    ];
    expect(facts.of("ns/web", { owner: web, selector, owned })).toEqual([
      controlled | active | selected | fullyLabeled | ready,
      controlled | active,
      active | selected | fullyLabeled,
    ]);
  });

  it("evaluates only changed pods again if there are many", () => {
    const facts = new PodFacts(replicaSetKind);
    const { pods, looks } = countedPods(200);
    const first = facts.of("ns/web", { owner: web, selector, owned: pods });
    const before = looks();
    const changed = [...pods.slice(0, 50), storedPod("p050", { owner: web }), ...pods.slice(51)];
    const second = facts.of("ns/web", { owner: web, selector, owned: changed });
    expect(looks() - before).toBeLessThan(10);
    expect(second[50]).toBe((first[50] ?? 0) & ~ready);
    expect([...second.slice(0, 50), ...second.slice(51)]).toEqual([...first.slice(0, 50), ...first.slice(51)]);
  });

  it("evaluates all pods again if the ReplicaSet's selector changes, or a new one has the same name", () => {
    const facts = new PodFacts(replicaSetKind);
    const { pods } = countedPods(200);
    facts.of("ns/web", { owner: web, selector, owned: pods });
    const other = compileLabelSelector({ matchLabels: { app: "other" } });
    const [first] = facts.of("ns/web", { owner: web, selector: other, owned: pods });
    expect((first ?? 0) & selected).toBe(0);
    const again = { ...web, metadata: { ...web.metadata, uid: "another" } };
    const [mine] = facts.of("ns/web", { owner: again, selector, owned: pods });
    expect((mine ?? 0) & controlled).toBe(0);
  });
});
