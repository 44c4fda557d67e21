import type { AdmissionPlugin } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { admissionPluginOrder, defaultAdmissionPlugins, orderAdmission, standardAdmission } from "../../src/index.js";

const named = (name: string): AdmissionPlugin => ({ name, handles: () => true });
const namesOf = (plugins: readonly AdmissionPlugin[]) => plugins.map(({ name }) => name);

describe("the order of admission plugins", () => {
  it("is upstream's, whatever the order in which they are given", () => {
    const reversed = [...admissionPluginOrder].reverse().map(named);
    expect(namesOf(orderAdmission(reversed, {}))).toEqual(admissionPluginOrder);
  });

  it("has the plugins that upstream runs by default, and no other, as standard ones", () => {
    const standard = namesOf(standardAdmission());
    expect(standard).toEqual(defaultAdmissionPlugins.filter((name) => standard.includes(name)));
  });

  it("has a plugin of one's own before policies, webhooks and ResourceQuota", () => {
    const standard = ["NamespaceLifecycle", "DefaultIngressClass", "ValidatingAdmissionWebhook", "ResourceQuota"];
    const added = ["Team", "MutatingAdmissionPolicy", "AlwaysPullImages", "Colour"].map(named);
    expect(namesOf(orderAdmission(standard.map(named), { added }))).toEqual([
      "NamespaceLifecycle",
      "AlwaysPullImages",
      "DefaultIngressClass",
      "Team",
      "Colour",
      "MutatingAdmissionPolicy",
      "ValidatingAdmissionWebhook",
      "ResourceQuota",
    ]);
  });

  it("replaces a standard plugin by one of the same name, and keeps two of one's own with the same name", () => {
    const own = named("Priority");
    const added = [own, named("Team"), named("Team")];
    const chain = orderAdmission([named("Priority"), named("ResourceQuota")], { added });
    expect(namesOf(chain)).toEqual(["Priority", "Team", "Team", "ResourceQuota"]);
    expect(chain[0]).toBe(own);
  });

  it("leaves out what is disabled, of the standard ones and of one's own", () => {
    const added = [named("Team"), named("PodSecurity")];
    const disabled = ["Team", "Priority", "Unknown"];
    expect(namesOf(orderAdmission([named("Priority"), named("LimitRanger")], { added, disabled }))).toEqual([
      "LimitRanger",
      "PodSecurity",
    ]);
  });
});
