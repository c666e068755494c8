import { findAuthorizer } from './authorizer.ts';
import { errors } from './errors.ts';
import type { Family, Gateway } from './gateway.ts';
import { findMethod } from './method.ts';

type Operation = 'TestInvokeMethod' | 'TestInvokeAuthorizer';

/**
 * Test invocations name what they are about as AWS's do; what there is can't be executed yet, and that is what the
 * answer says. https://docs.aws.amazon.com/apigateway/latest/api/API_TestInvokeMethod.html
 */
export function testInvocationOperations(gateway: Gateway): Family<Operation> {
  return {
    TestInvokeMethod: async (input, context) => {
      await findMethod(gateway, input, context);
      throw errors.testInvocationNotOffered('TestInvokeMethod');
    },
    TestInvokeAuthorizer: async (input, context) => {
      await findAuthorizer(gateway, input, context);
      throw errors.testInvocationNotOffered('TestInvokeAuthorizer');
    },
  };
}
