/** What one rendering of a template may use. */
export interface RenderLimits {
  /**
   * Iterations of one `#foreach`, after which it ends in silence as Velocity's `directive.foreach.maxloops` does; 1,000
   * is API Gateway's quota.
   * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
   */
  readonly maximumLoops: number;
  /** Characters written in all, and of any one text. */
  readonly maximumText: number;
  /** Units of work: statements, and each 64 characters or 8 elements that a method looks through. */
  readonly maximumSteps: number;
  /** Macros, `#define`s and `#evaluate`s within each other; 20 is Velocity's `velocimacro.max.depth`. */
  readonly maximumDepth: number;
}

export const DEFAULT_RENDER_LIMITS: RenderLimits = {
  maximumLoops: 1_000,
  maximumText: 10 * 1024 * 1024,
  maximumSteps: 3_000_000,
  maximumDepth: 20,
};

/** Characters of a template; API Gateway allows 300 KB. */
export const MAXIMUM_TEMPLATE = 300 * 1024;

/** Directives, expressions and interpolated texts within each other. */
export const MAXIMUM_NESTING = 100;
