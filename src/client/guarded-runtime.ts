import './guards/guards.ts';
// They are installed here.
import './runtime.ts';
