import { FakeClock, seededRandom } from "@engenho/core/testing";
import { createRegistry, type RegistryOptions } from "@engenho/registry";
import { TableBackend } from "./table-backend.js";

/** A registry on a backend of its own, with a fake clock. */
export function openRegistry(options: RegistryOptions = {}) {
  const backend = new TableBackend();
  const clock = new FakeClock();
  const store = createRegistry(backend, { clock, random: seededRandom(1), ...options });
  return { store, backend, clock };
}
