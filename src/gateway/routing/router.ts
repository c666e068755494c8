/** One method of one resource of an API. */
export interface Route<T> {
  /** The resource's path: `/`, `/users/{id}`, `/files/{proxy+}`. */
  readonly path: string;
  /** HTTP method in upper case, or `ANY`. */
  readonly method: string;
  readonly value: T;
}

/** What a request was routed to. */
export interface RouteMatch<T> {
  readonly value: T;
  /** Path parameters by name, percent-encoded as on the wire; undefined when the resource's path has none. */
  readonly parameters: PathParameters | undefined;
}

/** Has no prototype: names come from API definitions. */
export type PathParameters = Readonly<Record<string, string>>;

/**
 * Finds the method that serves a request. A literal segment goes before `{param}`, and that before `{proxy+}`, segment
 * by segment from the left; a resource serves when it has the request's own method or `ANY`, in this order. Where a
 * branch turns out not to serve, the next best is tried, so a `{proxy+}` beside `/test` gets those methods of `/test`
 * that `/test` does not have. Slashes at the path's end do not count.
 */
export interface Router<T> {
  /**
   * @param method in upper case
   * @param path begins with exactly one slash; percent-encoded, with unreserved characters decoded
   */
  find(method: string, path: string): RouteMatch<T> | undefined;
}
