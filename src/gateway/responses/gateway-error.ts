import {
  EDGE_RESPONSES,
  GATEWAY_RESPONSES,
  type GatewayResponse,
  type GatewayResponseType,
} from './gateway-response.ts';
import { JSON_CONTENT_TYPE, type Reply } from './reply.ts';

/** Ends an invocation with one of the gateway's own answers. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly response: GatewayResponse;
  /** Name of the JSON member that carries the message: access denials of IAM write it `Message`. */
  readonly member: 'message' | 'Message';
  /** True when the rest of the request must not be waited for. */
  readonly closesConnection: boolean;
  /** What is wrong with the body of the request, found out on demand; undefined for other errors. */
  readonly validationErrors: (() => string[]) | undefined;

  constructor(
    response: GatewayResponse,
    options: {
      member?: 'message' | 'Message';
      closesConnection?: boolean;
      validationErrors?: () => string[];
      cause?: unknown;
    } = {},
  ) {
    super(response.message ?? response.errorType, { cause: options.cause });
    this.response = response;
    this.member = options.member ?? 'message';
    this.closesConnection = options.closesConnection ?? false;
    this.validationErrors = options.validationErrors;
  }

  static of(type: GatewayResponseType, cause?: unknown): GatewayError {
    return new GatewayError(GATEWAY_RESPONSES[type], { cause });
  }

  static edge(type: keyof typeof EDGE_RESPONSES, closesConnection = false): GatewayError {
    return new GatewayError(EDGE_RESPONSES[type], { closesConnection });
  }

  /** The HTTP answer, without the headers that every answer carries. */
  toReply(): Reply {
    const { status, errorType, message, body } = this.response;
    const separator = body === 'spaced' ? ': ' : ':';
    const text = `{"${this.member}"${separator}${JSON.stringify(message)}}`;
    const headers = ['Content-Type', JSON_CONTENT_TYPE, 'x-amzn-ErrorType', errorType];
    if (this.closesConnection) headers.push('Connection', 'close');
    return { status, headers, body: text };
  }
}
