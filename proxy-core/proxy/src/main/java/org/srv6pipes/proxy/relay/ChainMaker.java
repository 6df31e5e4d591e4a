package org.srv6pipes.proxy.relay;

import org.srv6pipes.function.FunctionException;
import org.srv6pipes.proxy.chain.Chain;

/** Makes the chain of one direction, once it is known where its bytes go. */
@FunctionalInterface
interface ChainMaker {
  Chain make(Chain.Outlet outlet) throws FunctionException;
}
