/** From a record to a subcommand. */
import { readArguments } from "./arguments.ts";
import type {
  Argument,
  ArgumentValues,
  Described,
  Options,
  OptionValues,
  Subcommand,
  SubcommandContext,
  Traits,
} from "./subcommand.ts";

/** Makes a subcommand of its record. `run` gets what was typed as the record describes it, and returns the exit status. */
export function makeSubcommand<const A extends readonly Argument[], const O extends Options>(
  record: Described &
    Traits & {
      readonly arguments: A;
      readonly options: O;
      run(
        args: ArgumentValues<A>,
        options: OptionValues<O>,
        context: SubcommandContext,
      ): Promise<number>;
    },
): Subcommand {
  return {
    ...record,
    run(argv, context) {
      const { args, options } = readArguments<A, O>(argv, record);
      return record.run(args, options, context);
    },
  };
}
