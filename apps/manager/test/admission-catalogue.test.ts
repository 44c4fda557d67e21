import { orderAdmission, standardAdmission } from "@engenho/admission";
import { describe, expect, it } from "vitest";
import { storeAdmission } from "../src/admission-catalogue.js";

const beta = {
  featureGates: ["MutatingAdmissionPolicy=true"],
  runtimeConfig: ["admissionregistration.k8s.io/v1beta1=true"],
};

/** The plugins of a store that handle creations of ConfigMaps, in order. */
function running(choice: Parameters<typeof storeAdmission>[0]): readonly string[] {
  const { admission: added, disableAdmissionPlugins: disabled } = storeAdmission(choice);
  return orderAdmission(standardAdmission(), { added, disabled }).map(({ name }) => name);
}

describe("the plugins of a control plane", () => {
  it.each(["MutatingAdmissionPolicy", "ValidatingAdmissionPolicy", "MutatingAdmissionWebhook", "PodTopologyLabels"])(
    "%s can be enabled and disabled",
    (name) => {
      expect(running({ ...beta, enableAdmissionPlugins: [name] })).toContain(name);
      expect(running({ ...beta, disableAdmissionPlugins: [name] })).not.toContain(name);
    },
  );

  it("without its feature, MutatingAdmissionPolicy is there and does nothing", () => {
    const handlesOf = (choice: object) =>
      storeAdmission(choice).admission.filter(({ name }) => name === "MutatingAdmissionPolicy");
    const [inert] = handlesOf({});
    expect(inert?.mutate).toBeUndefined();
    expect(handlesOf(beta).at(-1)?.mutate).toBeDefined();
  });
});
