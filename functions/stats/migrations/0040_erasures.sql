-- People who asked to be forgotten, by the hash of their id: what is told of them late, or taken in again from Rental,
-- is recorded of nobody. In the table itself, so that no writer of viewings can forget it.
create table erased_customers (
    customer_hash bytea primary key,         -- SHA-256 of the id
    erased_at timestamptz not null
);

create function forget_erased_customer() returns trigger
    language plpgsql
    as $$
    begin
        if exists (select from erased_customers where customer_hash = sha256(convert_to(new.customer_id, 'UTF8'))) then
            new.customer_id := 'nobody';
        end if;
        return new;
    end
    $$;

create trigger viewings_of_erased_customers before insert on viewings
    for each row execute function forget_erased_customer();

-- All of a person's, cancelled ones too: to be told and to be erased.
create index viewings_of_customer on viewings (customer_id);
