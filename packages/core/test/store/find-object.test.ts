import { findObject, type GetOptions, pods, type Store, StoreError, type StoreErrorCode } from "@engenho/core";
import { describe, expect, it } from "vitest";

const key = { namespace: "ns", name: "web" };

function storeThat(get: (...parameters: unknown[]) => Promise<unknown>): Store {
  return { get } as Store;
}

describe("findObject", () => {
  it("returns the object, and passes the options on", async () => {
    const options: GetOptions = { live: true };
    const store = storeThat(async (...parameters) => parameters);
    expect(await findObject(store, pods, key, options)).toEqual([pods, key, options]);
  });

  it("returns undefined for a missing object", async () => {
    const store = storeThat(() => Promise.reject(new StoreError("NotFound", "gone")));
    expect(await findObject(store, pods, key)).toBeUndefined();
  });

  it.each<StoreErrorCode>(["NoKindMatch", "Closed", "Forbidden"])("rethrows %s", async (code) => {
    const store = storeThat(() => Promise.reject(new StoreError(code, "no")));
    await expect(findObject(store, pods, key)).rejects.toMatchObject({ code });
  });
});
