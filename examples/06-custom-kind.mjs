// A custom resource: defined by a CustomResourceDefinition, validated and defaulted from then on, and removed with its
// definition.
import { createMemoryStore } from "@engenho/store-memory";

const store = createMemoryStore();
const definition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "widgets.example.com" },
  spec: {
    group: "example.com",
    scope: "Namespaced",
    names: { plural: "widgets", kind: "Widget" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", minimum: 1 },
                  colour: { type: "string", default: "blue" },
                },
              },
            },
          },
        },
      },
    ],
  },
};
await store.create(definition);

const widget = (size) => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name: "one", namespace: "default" },
  spec: { size },
});
try {
  await store.create(widget(0));
} catch (error) {
  console.log(error.code, error.details.causes[0].field);
}
const created = await store.create(widget(3));
console.log(created.spec.size, created.spec.colour, "generation", created.metadata.generation);

// Output:
// Invalid spec.size
// 3 blue generation 1
