import type { KubernetesObject } from "@engenho/core";
import { eventFromCore, type KindDefinition } from "@engenho/kinds";
import { apiVersionOf } from "../catalogue/kind-catalogue.js";

/**
 * Objects in the version in which they are asked for. A Store's watch shows them as they are kept; a kind in another
 * version differs from that in its apiVersion alone, but for Events, which have two forms.
 */
export class Views {
  readonly #known = new Map<string, WeakMap<object, KubernetesObject>>();

  /** The same result for the same object each time, so that it is serialised once. */
  served<T extends KubernetesObject>(definition: KindDefinition, object: T): T {
    const apiVersion = apiVersionOf(definition);
    if (object.apiVersion === apiVersion) return object;
    let views = this.#known.get(apiVersion);
    if (views === undefined) {
      views = new WeakMap();
      this.#known.set(apiVersion, views);
    }
    const known = views.get(object);
    if (known !== undefined) return known as T;
    const view = isEventView(definition)
      ? (eventFromCore(object) as unknown as KubernetesObject)
      : { ...object, apiVersion };
    views.set(object, view);
    return view as T;
  }
}

/** Whether the kind is a view of v1 Event. */
function isEventView(definition: KindDefinition): boolean {
  return definition.storedAs?.kind === "Event";
}
