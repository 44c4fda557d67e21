import { copyWith, type DeleteOptions, type KubernetesObject, type Stored, StoreError, type User } from "@engenho/core";
import type { AdmissionPlugin, RegistryStore, SubresourceContext } from "@engenho/registry";
import { describe, expect, it } from "vitest";
import { type Gadget, gadget, gadgets, key, openGadgets, press } from "./support/gadgets.js";

const creation = ["mutate CREATE", "prepare", "validate", "admit CREATE", "commit"];
const update = ["mutate UPDATE", "prepare", "validate", "admit UPDATE", "commit"];
const statusUpdate = ["mutate UPDATE status", "prepare", "validate", "admit UPDATE status", "commit"];

describe("the order of admission", () => {
  const onMissing: readonly [title: string, act: (store: RegistryStore) => Promise<unknown>][] = [
    ["a POST", (store) => store.create(gadget())],
    ["a PUT of a missing name", (store) => store.update(gadget())],
    ["an apply of a missing name", (store) => apply(store, { spec: { color: "red" } })],
  ];
  it.each(onMissing)("of a CREATE by %s is that of upstream's Store.Create", async (_title, act) => {
    const { store, steps } = openGadgets();
    await act(store);
    expect(steps).toEqual(creation);
  });

  const onExisting: readonly [title: string, act: (store: RegistryStore, stored: Stored) => Promise<unknown>][] = [
    ["a PUT", (store, stored) => store.update({ ...stored, spec: { size: 4 } })],
    ["a JSON patch", (store) => patch(store, "json", [{ op: "add", path: "/spec", value: { size: 4 } }])],
    ["a merge patch", (store) => patch(store, "merge", { spec: { size: 4 } })],
    ["a strategic merge patch", (store) => patch(store, "strategic", { spec: { size: 4 } })],
    ["an apply", (store) => apply(store, { spec: { size: 4 } })],
  ];
  it.each(onExisting)("of an UPDATE by %s is that of upstream's Store.Update", async (_title, act) => {
    const { store, steps, seen, clear } = openGadgets();
    const stored = await store.create(gadget());
    clear();
    await act(store, stored);
    expect(steps).toEqual(update);
    for (const { object, oldObject } of [...seen.mutate, ...seen.validate]) {
      expect(oldObject).toBe(stored);
      expect(object).toMatchObject({ spec: { size: 4 } });
    }
  });

  const onStatus: readonly [title: string, act: (store: RegistryStore, stored: Stored) => Promise<unknown>][] = [
    ["a PUT", (store, stored) => store.subresource(gadgets, key, "status").update(ready(stored))],
    ["an update", (store, stored) => store.update(ready(stored), { subresource: "status" })],
    [
      "a merge patch",
      (store) =>
        store.subresource(gadgets, key, "status").patch({ type: "merge", value: { status: { phase: "Ready" } } }),
    ],
  ];
  it.each(onStatus)("of /status by %s is that of an UPDATE with the subresource", async (_title, act) => {
    const { store, steps, clear } = openGadgets();
    const stored = await store.create(gadget());
    clear();
    await act(store, stored);
    expect(steps).toEqual(statusUpdate);
  });

  it("of a POST to a subresource is: both with the body, before its handler", async () => {
    const { store, steps, seen, clear } = openGadgets();
    await store.create(gadget());
    clear();
    await store.subresource(gadgets, key, "press").create(press);
    expect(steps).toEqual(["mutate CREATE press", "admit CREATE press", "handler"]);
    for (const request of [...seen.mutate, ...seen.validate]) {
      expect(request).toMatchObject({ ...key, object: { kind: "Press", metadata: key }, oldObject: undefined });
    }
  });

  it("of a DELETE is: mutating plugins, which have nothing to mutate, validating ones, the commit", async () => {
    const { store, steps, seen, clear } = openGadgets();
    const stored = await store.create(gadget());
    clear();
    await store.delete(gadgets, key);
    expect(steps).toEqual(["before DELETE", "admit DELETE", "commit"]);
    expect(seen.validate[0]).toMatchObject({ ...key, object: undefined, dryRun: false });
    expect(seen.validate[0]?.oldObject).toBe(stored);
  });

  it("ends before the commit in a dry run, and plugins know that it is one", async () => {
    const { store, steps, seen, clear } = openGadgets();
    await store.create(gadget({ metadata: { ...key, name: "other" } }), { dryRun: true });
    await store.create(gadget());
    clear();
    const dryRun = { dryRun: true };
    await store.update(gadget({ spec: { size: 4 } }), dryRun);
    await store.subresource(gadgets, key, "press").create(press, dryRun);
    await store.delete(gadgets, key, dryRun);
    expect(steps.filter((step) => step === "commit")).toEqual([]);
    const requests = [...seen.mutate, ...seen.validate];
    expect(requests.map((request) => request.dryRun)).toEqual(requests.map(() => true));
    expect(requests).toHaveLength(5);
  });
});

describe("a CREATE", () => {
  it("is seen decoded and defaulted, without the fields that only the server sets", async () => {
    const { store, seen } = openGadgets();
    const metadata = { ...key, uid: "mine", creationTimestamp: "2020-01-01T00:00:00Z", deletionGracePeriodSeconds: 3 };
    await store.create(gadget({ metadata, spec: {} }));
    expect(seen.mutate[0]).toMatchObject({ ...key, object: { metadata: key, spec: { size: 3 } } });
    expect(seen.mutate[0]?.object?.metadata).toEqual(key);
    expect(seen.validate[0]?.object?.metadata.creationTimestamp).toBe("2025-01-01T00:00:00Z");
  });

  it("has no name before it is generated, and the generated one when validated, for each name that is tried", async () => {
    const { store, seen } = openGadgets();
    const object = gadget({ metadata: { namespace: "a", generateName: "x-" } });
    const { metadata } = await store.create(object);
    expect(seen.mutate.map(({ name }) => name)).toEqual([""]);
    expect(seen.validate.map(({ name }) => name)).toEqual([metadata.name]);
  });
});

describe("mutating plugins", () => {
  it("may answer with a promise, and what they change is validated, admitted and stored", async () => {
    const { store, seen } = openGadgets({
      plugin: { mutate: async ({ object }) => withSpec(object, { color: "red" }) },
    });
    const created = await store.create(gadget());
    expect(created).toMatchObject({ spec: { color: "red" } });
    expect(seen.validate[0]?.object).toMatchObject({ spec: { color: "red" } });
  });

  it("pass the object on a second time if one asks for it, once, and know that and what they have kept", async () => {
    const passes: string[] = [];
    const plugin: Partial<AdmissionPlugin> = {
      mutate({ object }, _context, pass) {
        const memory = pass.memoryOf("Recording", () => ({ calls: 0 }));
        passes.push(`${++memory.calls} ${pass.isSecond}`);
        pass.requestSecond();
        return withSpec(object, { size: memory.calls });
      },
    };
    const { store } = openGadgets({ plugin });
    expect(await store.create(gadget())).toMatchObject({ spec: { size: 2 } });
    expect(passes).toEqual(["1 false", "2 true"]);
    expect(await store.update(gadget({ spec: { size: 5 } }))).toMatchObject({ spec: { size: 2 } });
    expect(passes.slice(2)).toEqual(["1 false", "2 true"]);
  });

  it("may name the object anew, and not move it to another namespace", async () => {
    const change = (fields: object): Partial<AdmissionPlugin> => ({
      mutate: ({ object }) => ({ ...object, metadata: { ...object.metadata, ...fields } }),
    });
    const renaming = openGadgets({ plugin: change({ name: "other" }) });
    expect(await renaming.store.create(gadget())).toMatchObject({ metadata: { name: "other" } });
    const moving = openGadgets({ plugin: change({ namespace: "other" }) });
    await expect(moving.store.create(gadget())).rejects.toMatchObject({
      code: "BadRequest",
      message: "the namespace of the provided object does not match the namespace sent on the request",
    });
    const forgetting = openGadgets({ plugin: change({ namespace: undefined }) });
    const sent = gadget();
    expect((await forgetting.store.create(sent)).metadata.namespace).toBe(sent.metadata.namespace);
  });

  it("are answered with 422 if they make the object invalid, on a create and on an update", async () => {
    const plugin: Partial<AdmissionPlugin> = {
      mutate: ({ object }) => ((object as Gadget).spec?.color === "red" ? withSpec(object, { size: 11 }) : object),
    };
    const { store } = openGadgets({ plugin });
    const invalid = { code: "Invalid", message: expect.stringContaining("spec.size: Invalid value: too large") };
    await expect(store.create(gadget({ spec: { color: "red" } }))).rejects.toMatchObject(invalid);
    await store.create(gadget());
    await expect(store.update(gadget({ spec: { color: "red" } }))).rejects.toMatchObject(invalid);
  });

  it("run once for a create whose generated name is taken, and validating ones again for the next name", async () => {
    // The first create takes the name x-bbbbb, which the second one generates first.
    const { store, seen, clear } = openGadgets({ random: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5] });
    const object = gadget({ metadata: { namespace: "a", generateName: "x-" } });
    await store.create(object);
    clear();
    await store.create(object);
    expect(seen.mutate.map(({ name }) => name)).toEqual([""]);
    expect(seen.validate.map(({ name }) => name)).toEqual(["x-bbbbb", expect.stringMatching(/^x-.{5}$/)]);
  });

  it("see a stale update before it is a Conflict, as upstream's transformers do", async () => {
    const { store, steps, clear } = openGadgets();
    const stored = await store.create(gadget());
    await store.update(gadget({ spec: { size: 4 } }));
    clear();
    await expect(store.update({ ...stored, spec: { size: 5 } })).rejects.toMatchObject({ code: "Conflict" });
    expect(steps).toEqual(["mutate UPDATE"]);
  });
});

describe("a plugin that rejects", () => {
  const forbidden = new StoreError("Forbidden", "no");
  const refuse = () => {
    throw forbidden;
  };
  for (const step of ["mutate", "beforeDeletion", "validate"] as const) {
    it(`in ${step} ends the request with its error, and nothing is written`, async () => {
      let rejecting = false;
      const { store, steps, clear } = openGadgets({
        plugin: {
          mutate: (request) => (rejecting && step === "mutate" ? refuse() : request.object),
          beforeDeletion: () => (rejecting && step === "beforeDeletion" ? refuse() : undefined),
          validate: () => (rejecting && step === "validate" ? refuse() : undefined),
        },
      });
      const stored = await store.create(gadget());
      rejecting = true;
      clear();
      const deletion = () => store.delete(gadgets, key);
      const writes: readonly (() => Promise<unknown>)[] = [
        () => store.create(gadget({ metadata: { ...key, name: "y" } })),
        () => store.update({ ...stored, spec: { size: 4 } }),
        () => patch(store, "merge", { spec: { size: 4 } }),
        () => apply(store, { spec: { size: 4 } }),
        () => store.update(ready(stored), { subresource: "status" }),
        () => store.subresource(gadgets, key, "press").create(press),
      ];
      const requests = { mutate: writes, beforeDeletion: [deletion], validate: [...writes, deletion] }[step];
      for (const request of requests) await expect(request()).rejects.toBe(forbidden);
      expect(steps).not.toContain("commit");
      expect(steps).not.toContain("handler");
      expect(await store.get(gadgets, key)).toBe(stored);
    });
  }
});

describe("a DELETE", () => {
  it("of a missing object is NotFound without admission, like one whose preconditions are not met a Conflict", async () => {
    const { store, steps, clear } = openGadgets();
    await expect(store.delete(gadgets, key)).rejects.toMatchObject({ code: "NotFound" });
    await store.create(gadget());
    clear();
    const options: DeleteOptions = { preconditions: { uid: "another" } };
    await expect(store.delete(gadgets, key, options)).rejects.toMatchObject({ code: "Conflict" });
    expect(steps).toEqual([]);
  });

  it("is admitted again with the newer object if another writer was faster", async () => {
    let interfere: (() => Promise<unknown>) | undefined;
    const { store, seen, clear } = openGadgets({
      plugin: {
        validate: async ({ operation }) => {
          const now = operation === "DELETE" ? interfere : undefined;
          interfere = undefined;
          await now?.();
        },
      },
    });
    await store.create(gadget());
    clear();
    interfere = () => store.update(gadget({ spec: { size: 7 } }));
    expect((await store.delete(gadgets, key)).type).toBe("deleted");
    const sizes = seen.validate
      .filter(({ operation }) => operation === "DELETE")
      .map(({ oldObject }) => (oldObject as Stored<Gadget>).spec?.size);
    expect(sizes).toEqual([undefined, 7]);
  });

  it("that marks the object for its finalizers is admitted; the write that removes the last of them is an UPDATE", async () => {
    const { store, steps, clear } = openGadgets();
    await store.create(gadget({ metadata: { ...key, finalizers: ["example.com/keep"] } }));
    clear();
    const { object } = await store.delete(gadgets, key);
    expect(steps).toEqual(["before DELETE", "admit DELETE", "commit"]);
    clear();
    await store.update(copyWith(object, { metadata: copyWith(object.metadata, { finalizers: [] }) }));
    expect(steps).toEqual(update);
  });

  it("that a subresource's handler makes is not admitted again, as upstream's eviction", async () => {
    const onPress = (context: SubresourceContext) => context.delete({ ...gadgets, ...key }, {});
    const { store, steps, clear } = openGadgets({ onPress });
    await store.create(gadget());
    clear();
    await store.subresource(gadgets, key, "press").create(press);
    expect(steps).toEqual(["mutate CREATE press", "admit CREATE press", "handler", "commit"]);
  });
});

describe("the user and the options of a request", () => {
  const user = { name: "jane", groups: ["developers"] };
  const requests: readonly [
    title: string,
    act: (store: RegistryStore, options: { user?: User }) => Promise<unknown>,
  ][] = [
    ["a create", (store, options) => store.create(gadget({ metadata: { ...key, name: "y" } }), options)],
    ["an update", (store, options) => store.update(gadget({ spec: { size: 4 } }), options)],
    [
      "a patch",
      (store, options) => store.patch(gadgets, key, { type: "merge", value: { spec: { size: 5 } } }, options),
    ],
    ["a subresource", (store, options) => store.subresource(gadgets, key, "press").create(press, options)],
    ["a delete", (store, options) => store.delete(gadgets, key, options)],
  ];
  it.each(requests)("are known to the plugins for %s, and undefined is the program itself", async (_title, act) => {
    for (const options of [{ user }, {}]) {
      const { store, seen, clear } = openGadgets();
      await store.create(gadget());
      clear();
      await act(store, options);
      for (const request of [...seen.mutate, ...seen.validate]) {
        expect(request.user).toBe(options.user);
        expect(request.options.user).toBe(options.user);
      }
      expect(seen.validate).toHaveLength(1);
    }
  });

  it("of a DELETE have a place for warnings", async () => {
    const { store } = openGadgets({ plugin: { beforeDeletion: ({ onWarning }) => onWarning("careful") } });
    await store.create(gadget());
    const warnings: string[] = [];
    await store.delete(gadgets, key, { onWarning: (text) => warnings.push(text) });
    expect(warnings).toEqual(["careful"]);
  });
});

describe("handles", () => {
  it("is asked once per kind, operation and subresource", async () => {
    const { store, asked } = openGadgets();
    for (const name of ["x", "y"]) {
      const stored = await store.create(gadget({ metadata: { ...key, name } }));
      await store.update(ready(stored), { subresource: "status" });
      await store.delete(gadgets, { ...key, name });
    }
    expect(asked).toEqual([
      "CREATE gadgets.example.com/",
      "UPDATE gadgets.example.com/status",
      "DELETE gadgets.example.com/",
    ]);
  });

  it("decides whether the plugin's steps are called", async () => {
    const { store, steps } = openGadgets({ plugin: { handles: (operation) => operation === "DELETE" } });
    await store.create(gadget());
    await store.delete(gadgets, key);
    expect(steps).toEqual(["prepare", "validate", "commit", "before DELETE", "admit DELETE", "commit"]);
  });
});

function ready(stored: Stored): Stored<Gadget> {
  return copyWith(stored as Stored<Gadget>, { status: { phase: "Ready" } });
}

function withSpec(object: KubernetesObject, spec: NonNullable<Gadget["spec"]>): KubernetesObject {
  return copyWith(object as Gadget, { spec: { ...(object as Gadget).spec, ...spec } });
}

function patch(store: RegistryStore, type: "json" | "merge" | "strategic", value: unknown): Promise<unknown> {
  return store.patch(gadgets, key, { type, value } as Parameters<RegistryStore["patch"]>[2]);
}

function apply(store: RegistryStore, more: Partial<Gadget>): Promise<unknown> {
  return store.patch(gadgets, key, { type: "apply", value: gadget(more) }, { fieldManager: "one" });
}
