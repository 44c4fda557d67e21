import type {
  GetOptions,
  KindReference,
  KubernetesObject,
  ObjectKey,
  ObjectReference,
  Patch,
  Store,
  Stored,
} from "../src/index.js";

/** One write, as it was made. */
export type RecordedWrite =
  | { readonly verb: "create"; readonly object: KubernetesObject }
  | { readonly verb: "patch"; readonly reference: ObjectReference; readonly patch: Patch };

/** A store that keeps nothing: it records calls and answers as scripted. */
export class RecordingStore {
  readonly writes: RecordedWrite[] = [];
  readonly gets: { readonly reference: ObjectReference; readonly options: GetOptions | undefined }[] = [];
  /** Answers a `get`; throws what the get throws. */
  onGet: (reference: ObjectReference) => Stored = () => {
    throw new Error("no get was expected");
  };
  /** Called before each write returns; throws what the write throws. */
  onWrite: (write: RecordedWrite) => void | Promise<void> = () => {};
  /** What a patch returns. */
  onPatch: (reference: ObjectReference, patch: Patch) => Stored = (reference) => stored(reference);

  readonly store = {
    get: async ({ apiVersion, kind }: KindReference, { namespace, name }: ObjectKey, options?: GetOptions) => {
      const reference = { apiVersion, kind, namespace, name };
      this.gets.push({ reference, options });
      return this.onGet(reference);
    },
    create: async (object: KubernetesObject) => {
      const write: RecordedWrite = { verb: "create", object };
      this.writes.push(write);
      await this.onWrite(write);
      return object;
    },
    patch: async ({ apiVersion, kind }: KindReference, { namespace, name }: ObjectKey, patch: Patch) => {
      const reference = { apiVersion, kind, namespace, name };
      const write: RecordedWrite = { verb: "patch", reference, patch };
      this.writes.push(write);
      await this.onWrite(write);
      return this.onPatch(reference, patch);
    },
  } as Store;
}

function stored(reference: ObjectReference): Stored {
  const { apiVersion, kind, namespace, name } = reference;
  return {
    apiVersion,
    kind,
    metadata: { name, uid: `uid-${name}`, resourceVersion: "2", ...(namespace === undefined ? {} : { namespace }) },
  };
}
