use ledger::event::Event;
