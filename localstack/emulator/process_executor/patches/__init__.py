"""Changes to LocalStack 4.14.0, one module each, each with its reason.

All but `loopback` can be switched off, to see LocalStack as it is: PROCESS_EXECUTOR_WITHOUT names modules of this
package, separated by commas.
"""
