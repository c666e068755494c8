/** What is wrong with an API's configuration, in AWS's words for execution logs; the cause of an API_CONFIGURATION_ERROR. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
