/** How a template is rendered, and what one rendering may use. */
export interface RenderSettings {
  /**
   * What a reference to a member that there is not stands for: null as in Velocity itself, which prints such a reference
   * as it is written; the empty text as on API Gateway, recorded in `test_input_path_template_formatting`, where it is
   * printed, equals `""` and, being something, is true. A variable that was never set is null everywhere.
   */
  readonly absent: null | '';
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
  /** Milliseconds that a rendering takes at most, whatever its steps are worth on this machine. */
  readonly maximumTime: number;
  /** Macros, `#define`s and `#evaluate`s within each other; 20 is Velocity's `velocimacro.max.depth`. */
  readonly maximumDepth: number;
}

export const VELOCITY_SETTINGS: RenderSettings = {
  absent: null,
  maximumLoops: 1_000,
  maximumText: 10 * 1024 * 1024,
  maximumSteps: 3_000_000,
  maximumTime: 3_000,
  maximumDepth: 20,
};

/** As API Gateway renders mapping templates. */
export const API_GATEWAY_SETTINGS: RenderSettings = { ...VELOCITY_SETTINGS, absent: '' };

/** Characters of a template; API Gateway allows 300 KB. */
export const MAXIMUM_TEMPLATE = 300 * 1024;

/** Directives, expressions and interpolated texts within each other. */
export const MAXIMUM_NESTING = 100;
