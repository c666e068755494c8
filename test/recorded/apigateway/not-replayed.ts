/** Recorded tests that are not replayed, with the reason. */
export const notReplayed: readonly { readonly reason: string; readonly covers: (name: string) => boolean }[] =
  [
    {
      reason: 'invocations: the data plane answers them',
      covers: (name) =>
        name.startsWith('common TestApiGatewayCommon::') ||
        name.startsWith('common TestApigatewayRouting::') ||
        name.startsWith('http ') ||
        (name.startsWith('lambda ') && !CONTROL_PLANE.includes(name)),
    },
  ];

const CONTROL_PLANE = [
  'lambda test_put_integration_aws_proxy_uri',
  'lambda test_lambda_aws_integration',
  'lambda test_lambda_aws_integration_with_request_template',
];
