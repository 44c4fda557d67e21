import { type KubernetesObject, RecentMemo } from "@engenho/core";
import type { KindDefinition } from "@engenho/kinds";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";

/**
 * Objects in the version in which they are asked for: a Store's watch shows those of a custom kind in the version that
 * they are kept in, from which the others differ in their apiVersion alone.
 */
export class Views {
  readonly #known = new Map<string, RecentMemo<object, KubernetesObject>>();

  /** The same result for the same object each time, so that it is serialised once. */
  served<T extends KubernetesObject>(definition: KindDefinition, object: T): T {
    const apiVersion = apiVersionOf(definition);
    if (object.apiVersion === apiVersion) return object;
    let views = this.#known.get(apiVersion);
    if (views === undefined) {
      views = new RecentMemo();
      this.#known.set(apiVersion, views);
    }
    const known = views.get(object);
    if (known !== undefined) return known as T;
    const view = { ...object, apiVersion };
    views.set(object, view);
    return view;
  }
}
