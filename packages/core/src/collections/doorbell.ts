import mitt from "mitt";

/** Notifies listeners of an event. A listener that throws affects neither the others nor the caller of `ring`. */
export interface Doorbell<Event> {
  /** Adds a listener; returns the function that removes it. */
  listen(listener: (event: Event) => void): () => void;
  /** Calls every listener with the event, in the order in which they were added. Never throws. */
  ring(event: Event): void;
}

/** Makes a doorbell. The first error that each listener throws is passed to `onListenerError`, later ones are dropped. */
export function createDoorbell<Event>(onListenerError: (error: unknown) => void): Doorbell<Event> {
  const emitter = mitt<{ ring: Event }>();
  return {
    listen(listener) {
      let hasThrown = false;
      const guarded = (event: Event) => {
        try {
          listener(event);
        } catch (error) {
          if (!hasThrown) onListenerError(error);
          hasThrown = true;
        }
      };
      emitter.on("ring", guarded);
      return () => emitter.off("ring", guarded);
    },
    ring: (event) => emitter.emit("ring", event),
  };
}
