import './guards/asking.ts';
// The guards are installed here, with what was provided above.
import './runtime.ts';
