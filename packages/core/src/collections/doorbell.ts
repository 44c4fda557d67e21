import mitt from "mitt";

/** Tells listeners that something happened. What a listener does with it is its own affair: if it throws, nobody else notices. */
export interface Doorbell<Event> {
  /** Returns the function that ends the listening. */
  listen(listener: (event: Event) => void): () => void;
  ring(event: Event): void;
}

/** Makes a doorbell. What a listener throws first goes to `onListenerError`: it may throw at every ring. */
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
